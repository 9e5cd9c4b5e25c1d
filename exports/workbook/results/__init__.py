"""The Results sheet: statistics of the trials, and what charts are drawn from."""
