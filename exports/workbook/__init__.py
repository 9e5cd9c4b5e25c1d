"""The live workbook: its pages, its book, its charts, and answers read back."""
