"""The Claims sheet: what was published against what the figures give."""
