"""What a workbook says of itself, on a hidden sheet, for whoever reads it back."""
