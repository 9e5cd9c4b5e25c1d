"""The Model sheet: timeline, lines, totals, measures of the base case."""
