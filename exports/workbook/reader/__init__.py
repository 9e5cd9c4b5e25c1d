"""Answers read back from a workbook."""
