"""What a run and a workbook have where nobody says otherwise."""

DRAWS = 16_384
SEED = 1
TRIALS = 1_024  # live, of a workbook
MOST_TRIALS = 65_536  # a sheet has 1,048,576 rows, and nobody waits for a million
MANY_DRAWS = 2**20  # above it one waits for tens of seconds
MOST_DRAWS_IN_APP = 2**22  # of an estimate whose every change is worked out anew while somebody looks
