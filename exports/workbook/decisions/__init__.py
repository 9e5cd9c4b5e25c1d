"""The Decisions sheet: what to ask, what would have to be true."""
