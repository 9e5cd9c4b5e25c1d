"""The cells of a stranger's workbook, by name, from a checked archive."""
