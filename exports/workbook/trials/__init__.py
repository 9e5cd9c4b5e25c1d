"""The Trials sheet: a live Monte Carlo."""
