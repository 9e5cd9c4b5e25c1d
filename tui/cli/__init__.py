"""The command line: commands, what they print and where, progress."""
