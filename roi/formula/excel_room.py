"""Whether a line fits into a cell of the workbook, told before there is one."""

from __future__ import annotations

from roi.errors import RoiError
from roi.formula.excel import render, within_excel
from roi.formula.nodes import Node, Shape


class _Widest:
    """References as long as those of any sheet: defined names, and months in the last columns."""

    def value(self, name: str, shape: Shape) -> str:
        """A defined name, or a cell of the month."""
        return max(
            f"in_{name}", f"INDEX(all_{name},1,{self.month()}+1)" if shape.month else "$DDD$9999", key=len
        )

    def varies(self, name: str) -> str:
        """A defined name."""
        return f"varies_{name}"

    def month(self) -> str:
        """A cell of the timeline."""
        return "DDD$999"

    def constant(self, label: str, value: float) -> str:
        """The defined name of a ratio."""
        return f"conv_{label.replace('/', '_per_')}"

    def running(self, name: str) -> str:
        """A sum of cells."""
        return f"IF({self.month()}<1,0,SUM($DDD9999:DDD9999))"

    def lagged(self, name: str, months: str) -> str:
        """A cell some columns before."""
        return f"IF({self.month()}>{months},INDEX($DDD9999:$DDD9999,1,{self.month()}-{months}+1),0)"


def no_room(node: Node) -> str:
    """Why a line does not fit into a cell of the workbook; "" where it does."""
    try:
        within_excel(f"IF(DDD$999=1,IFERROR({render(node, _Widest(), 'cell')},0),0)")
    except RoiError as error:
        return error.message
    return ""
