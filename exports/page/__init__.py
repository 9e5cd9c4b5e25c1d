"""A story on one page: as HTML that needs nothing else, and as PDF."""
