"""The Checks sheet: the workbook against itself."""
