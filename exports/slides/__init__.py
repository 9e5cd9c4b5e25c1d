"""Presentations: a deck of a story, and a master of somebody else filled with it."""
