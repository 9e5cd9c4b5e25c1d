"""The Summary sheet: one printed page."""
