"""Answers over a portfolio as parts that a terminal and Markdown share, as JSON, and as a paper for a
committee."""
