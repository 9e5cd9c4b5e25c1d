"""The About sheet: what the workbook is, and what its words mean."""
