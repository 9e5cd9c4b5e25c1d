"""The workbook of a portfolio: a list, a ranking, funding under a budget that is typed, and what stands behind "
"them."""
