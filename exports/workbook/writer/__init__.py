"""How pages are written: a book over openpyxl, looks, texts, charts, rows of thousands of formulas."""
