"""What the panes of the estimate screen show: one frozen value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from rich.cells import cell_len
from rich.text import Text

from exports.voice.finance import terms_of
from exports.voice.formats import money
from exports.voice.headline import HeadlineRow, headline_rows
from roi.errors import RoiError
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from tui.desk.studies import ProspectsStudy, Study
from tui.views.line_breaks import lines_of

if TYPE_CHECKING:
    from roi.analysis.verdict import Verdict
    from tui.app.workers.simulator import SimulationResult
    from tui.desk.session import Session

WAITING = "What would turn it is being worked out …"
Found = TypeVar("Found")
_SHORT = {"expected": "Exp. NPV", "loss": "A loss", "payback": "Payback", "roi": "ROI", "worth": "Benefits"}


@dataclass(frozen=True, slots=True)
class View:
    """An estimate with what is known of it.

    Attributes:
        result: of the estimate as it is, or of the one before until the new one is there (`stale`).
        studies: what was studied of the result, see `result_of`.
        threshold: of net present value, whose probability is read off.
        explained: the figure that was last asked why, a metric or "npv_positive".
    """

    session: Session
    result: SimulationResult | None = None
    stale: bool = True
    cut: Cut = HEADLINE
    present: bool = False
    threshold: float = 0.0
    explained: str = "npv"
    studies: Mapping[Study[Any], object] = field(default_factory=dict)

    @property
    def known(self) -> SimulationResult:
        """The result, for whatever is painted only once there is one."""
        assert self.result is not None
        return self.result

    def result_of(self, study: Study[Found]) -> Found | RoiError | None:
        """What a study found, or why there is nothing to find; None until it is done."""
        return cast("Found | RoiError | None", self.studies.get(study))

    @property
    def verdict(self) -> Verdict:
        """The verdict on the result; on its draws alone until what could turn it is known."""
        from roi.analysis.verdict import verdict  # with the result: inputs are painted before

        looked = self.result_of(ProspectsStudy())
        known = None if isinstance(looked, RoiError) else looked
        return verdict(self.known.run.model, self.known.headline(self.cut), known)

    @property
    def settled(self) -> Verdict | None:
        """The verdict on the estimate as it is, with all that could turn it; None until that is known."""
        if self.result is None or self.stale:
            return None
        if isinstance(self.result_of(ProspectsStudy()), RoiError | None):
            expected = self.result.headline(self.cut).npv.expected
            if math.isfinite(expected.value):  # nothing could turn what has none
                return None
        return self.verdict

    @property
    def outside(self) -> bool:
        """Whether some first questions are unanswered: the result is then an outside view."""
        questions = self.session.questions()
        return bool(questions) and self.session.tally().evidence > 0


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its name and a word on it.

    Attributes:
        sign: −1, 0 or 1 colours it.
        asks: what a click asks why.
        short: label and detail where there is less room; "" where they are the same.
    """

    label: str
    value: str
    detail: str = ""
    sign: int = 0
    asks: str = "npv"
    short: tuple[str, str] = ("", "")

    def fitting(self, room: int) -> tuple[str, str]:
        """Label and detail for so many columns."""
        label, detail = self.short
        return (
            self.label if cell_len(self.label) <= room else label or self.label,
            self.detail if cell_len(self.detail) <= room else detail or self.detail,
        )


def outside_words(session: Session, room: int = 0) -> str:
    """`Outside view: of 8 answers 2 are the prospect's, …`; shorter where there are not so many columns."""
    count = session.tally()
    text = f"{'Outside view' if count.evidence else 'Inside view'}: {count.words}"
    return text if not room or len(text) <= room else text.partition(": ")[2].capitalize()


def tiles(view: View) -> tuple[Tile, ...]:
    """The first figures: expected NPV, chance of a loss, payback, cash alone or P50, ROI, present values."""
    if view.result is None:
        return ()
    headline = view.result.headline(view.cut)
    rows = {row.name: row for row in headline_rows(headline)}
    if headline.undefined:
        undefined = Tile("Net present value", "undefined", "costs are not stated")
        return (undefined, _tile(rows["worth"], "pv_benefits"))
    shown = [
        _tile(rows["expected"], "npv"),
        _tile(rows["loss"], "npv_positive"),
        _tile(rows["payback"], "payback_months"),
    ]
    if "cash" in rows:
        shown.append(_tile(rows["cash"], "npv"))
    else:
        p50 = headline.npv.p50.value
        shown.append(
            Tile("NPV, P50", money(p50, headline.currency), "the middle draw", (p50 > 0) - (p50 < 0))
        )
    return (
        *shown,
        _tile(rows["roi"], "roi"),
        _tile(rows["worth"], "pv_benefits"),
    )


def _tile(row: HeadlineRow, asks: str) -> Tile:
    """A row of the headline as a box; its sampling error stands where there is room."""
    detail, brief = (row.error, row.error) if row.name == "loss" else (row.detail, row.brief)
    if row.name == "payback" and row.around is not None:  # the figure above it has the months
        detail = f"8 in 10: {brief}"
    return Tile(row.label, row.value, detail, row.sign, asks, (_SHORT.get(row.name, ""), brief))


def planned(view: View) -> str:
    """`If everything goes as planned: USD 7.87 M, payback 26.4 months; discounted at 10 % a year, before tax`."""
    if view.result is None or view.result.run.model.unstated:
        return ""
    row = headline_rows(view.result.headline(view.cut))[-1]
    return f"{row.label}: {row.value}, {row.detail}; {terms_of(view.result.run.model)}"


def verdict_text(view: View, room: int | None = None, lines: int = 1) -> Text:
    """The verdict's sentence, of whole parts as far as lines of `room` columns hold, the next step before the turn.

    Until what could turn it is known, the figures alone: nothing that was said of other answers stands meanwhile.
    """
    shown = view.settled
    if view.result is None:
        return Text()
    if shown is None and (room is not None or view.stale):
        return Text(WAITING, style="dim")
    from exports.voice.verdict import sentence
    from tui.views.verdict import STYLES

    if shown is None:
        return Text(f"{sentence(view.verdict).figures} {WAITING}", style="dim")
    words = sentence(shown)
    kept = words
    if room is not None:
        fewer = (
            words,
            replace(words, figures=""),
            replace(words, figures="", turn=""),
            replace(words, figures="", step=""),
            replace(words, figures="", turn="", step=""),
        )
        kept = next((each for each in fewer if lines_of(str(each), room) <= lines), fewer[-1])
    return Text.assemble((kept.lead, f"bold {STYLES[shown.word]}"), f" {kept.rest}" if kept.rest else "")


def headline(view: View, room: int | None = None, *, low: bool = False) -> str:
    """The first figures in one line; where there are not so many columns, in fewer words.

    `low`: where nothing fits into them, the first figure alone, and not a second line.
    """
    if view.result is None:
        return "Simulating …"
    rows = {row.name: row for row in headline_rows(view.result.headline(view.cut))}
    if "expected" not in rows:
        worth = rows["worth"]
        first, rest = ["NPV undefined: costs are not stated"], f" · {worth.label} {worth.value}"
    else:
        expected, loss, payback = rows["expected"], rows["loss"], rows["payback"]
        around = expected.brief if expected.around is None else f"8 in 10: {expected.brief}"
        spreads = (f" ({around})", f" ({expected.brief})", "")
        first = [f"{expected.label} {expected.value}{spread}" for spread in spreads]
        rest = f" · a loss in {loss.value} · payback {payback.value}"
    lines = [f"{each}{rest}" for each in first] + (first[-1:] if low else [])
    return next((line for line in lines if room is None or len(line) <= room), lines[-1])
