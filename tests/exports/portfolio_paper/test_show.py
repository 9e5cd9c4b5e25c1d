"""What moves the sum: a share below 0 is told as one where it is, and as none where chance or rounding made it."""

from __future__ import annotations

import pytest

from exports.portfolio_paper.show import offsets, share_of_variance


@pytest.mark.parametrize(
    ("value", "half_width", "text", "below"),
    [
        (0.298, 0.01, "29.8 %", False),
        (0.0002, 0.001, "<0.1 %", False),
        (0.0, 0.0, "0 %", False),
        (-0.0002, 0.001, "0 %", False),  # its error reaches to 0
        (-0.02, 0.03, "0 %", False),
        (-0.0002, 0.0001, "0 %", False),  # it rounds to nothing
        (-0.02, 0.01, "−2.0 %", True),
    ],
)
def test_a_share_of_the_variance(value: float, half_width: float, text: str, below: bool) -> None:
    assert share_of_variance(value, half_width) == text
    assert offsets(value, half_width) is below
