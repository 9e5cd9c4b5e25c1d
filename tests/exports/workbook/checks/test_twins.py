"""A formula of a sheet as another sheet writes it."""

from __future__ import annotations

import pytest

from exports.workbook.checks.twins import elsewhere


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=A1+$B$2", "Here!A1+Here!$B$2"),
        ("=SUM(A1:$C$9)*2", "SUM(Here!A1:$C$9)*2"),
        ("=Model!$B$3-'Two words'!A1:B2", "Model!$B$3-'Two words'!A1:B2"),
        ('="A1 ""B2"" "&A1', '"A1 ""B2"" "&Here!A1'),
        ("=LOG10(A1)+1E-9+2E5", "LOG10(Here!A1)+1E-9+2E5"),
        ("=in_a1+base_npv*par_x_p10", "in_a1+base_npv*par_x_p10"),
        ("=_xlfn.ISFORMULA(A1)*{1;2}", "_xlfn.ISFORMULA(Here!A1)*{1;2}"),
    ],
)
def test_cells_get_the_sheet_and_nothing_else_does(formula: str, expected: str) -> None:
    assert elsewhere(formula, "Here") == expected
