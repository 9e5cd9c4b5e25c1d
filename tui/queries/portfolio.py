"""portfolio show, rank, fund, report: what is asked of the results of a portfolio."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar

from roi.records import dataclass
from tui.queries.face import Answer, Face
from tui.queries.parameter import Parameter
from tui.queries.query import Query

if TYPE_CHECKING:
    from pathlib import Path

    from exports.brand import Brand
    from roi.portfolio.funding.effort import Effort
    from roi.portfolio.funding.problem import Limits
    from roi.portfolio.plan import FundedPlan
    from roi.portfolio.questions import SetQuestion
    from roi.portfolio.results import Results


def _groups() -> Sequence[str]:
    from roi.portfolio.pipeline import GROUPS

    return tuple(GROUPS)


def _measures() -> Sequence[str]:
    from roi.portfolio.ranking import MEASURES

    return MEASURES


Top = Annotated[int, Parameter("Rows of long tables.", least=1)]
GroupedBy = Annotated[
    str, Parameter("What the pipeline is grouped by: stage, owner, sector or case.", allowed=_groups)
]
StaleDays = Annotated[
    int, Parameter("Days after which evidence, prices and estimates count as stale.", least=1)
]


@dataclass(frozen=True, kw_only=True)
class ResultsQuery(Query):
    """Of the results of a portfolio."""

    results: Annotated[
        str,
        Parameter(
            "What was written when the portfolio was run.", metavar="RESULTS", positional=True, file=True
        ),
    ]
    top: Top = 12

    def read(self, face: Face) -> Results:
        """The results, with notes on deals that are missing and on those that are copies."""
        from exports.voice.funding import copy_sentences
        from tui.desk.portfolio import opened_results

        results = opened_results(self.results)
        for failed in results.failed:
            face.note(f"{failed.name} is not in these figures: {failed.reason}", "Warning")
        for sentence in copy_sentences(results.portfolio):
            face.note(sentence, "Warning")
        return results


@dataclass(frozen=True, kw_only=True)
class PortfolioShowQuery(ResultsQuery):
    """Show the sum of a portfolio, its money, what moves it, the pipeline and what to ask next."""

    NAME: ClassVar[str] = "portfolio_show"

    at_least: Annotated[
        str | None, Parameter("An amount: the chance that the sum reaches it.", metavar="AMOUNT")
    ] = None
    by: GroupedBy = "stage"
    stale_days: StaleDays = 180

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The sum and the rest."""
        from exports.portfolio_paper.documents import show_document
        from exports.portfolio_paper.show import show_parts
        from roi.portfolio.pipeline import readiness, stages
        from roi.portfolio.totals import totals
        from tui.desk.amounts import amount
        from tui.views.portfolio import rendered

        _known(self.by, _groups(), "by")
        results = self.read(face)
        at_least = None if self.at_least is None else amount(self.at_least, "at_least")
        of_all, groups = totals(results, at_least), stages(results, self.by)
        ready = readiness(results, datetime.date.today(), self.stale_days)
        return Answer(
            lambda: show_document(results, of_all, groups, ready, self.by),
            lambda _: rendered(show_parts(results, of_all, groups, ready, self.by, self.top, at_least)),
        )


@dataclass(frozen=True, kw_only=True)
class PortfolioRankQuery(ResultsQuery):
    """Rank deals by value, by value for scarce money or by payback, and tell how sure their order is."""

    NAME: ClassVar[str] = "portfolio_rank"

    by: Annotated[
        str, Parameter("npv, ratio (for scarce money) or payback (its chance).", allowed=_measures)
    ] = "npv"
    k: Annotated[int, Parameter("How many are to be taken.", least=1)] = 5
    within: Annotated[int, Parameter("Months of payback.", least=1, most=120)] = 24
    scarce_quarters: Annotated[
        int | None, Parameter("Quarters of a deal in which money is short; all, if not given.", least=1)
    ] = None
    class_: Annotated[
        str | None,
        Parameter(
            "What came true of earlier estimates, a .csv of `score`.", name="class", metavar="FILE", file=True
        ),
    ] = None

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The list."""
        from exports.portfolio_paper.documents import rank_document
        from exports.portfolio_paper.rank import rank_parts
        from roi.portfolio.ranking import rank
        from tui.desk.classes import ratio_class
        from tui.views.portfolio import rendered

        _known(self.by, _measures(), "by")
        realised = None if self.class_ is None else ratio_class(self.class_)
        results = self.read(face)
        ranking = rank(results, self.by, self.k, self.within, self.scarce_quarters, realised)
        return Answer(
            lambda: rank_document(results, ranking),
            lambda _: rendered(rank_parts(results, ranking, self.top)),
        )


@dataclass(frozen=True, kw_only=True)
class FundedQuery(ResultsQuery):
    """Of the best set within limits."""

    budget: Annotated[
        tuple[str, ...],
        Parameter("Money of each quarter, as in 500k; repeated for more quarters, the last one goes on."),
    ] = ()
    total: Annotated[str | None, Parameter("Money of all quarters together.", metavar="AMOUNT")] = None
    carry: Annotated[bool, Parameter("Let money that is left in a quarter be spent later.")] = False
    people: Annotated[tuple[str, ...], Parameter("People of each month; repeated, the last goes on.")] = ()
    quarters: Annotated[int, Parameter("Quarters in which a deal may start.", least=1, most=40)] = 4
    must: Annotated[tuple[str, ...], Parameter("A deal that is funded in any case.", metavar="DEAL")] = ()
    without: Annotated[tuple[str, ...], Parameter("A deal that is not funded.", metavar="DEAL")] = ()
    floor: Annotated[
        str | None, Parameter("The mean of the worst draws (CVaR) is at least this.", metavar="AMOUNT")
    ] = None
    worst: Annotated[str, Parameter("How many draws are the worst, for the floor.", metavar="SHARE")] = "5%"
    loss: Annotated[
        str | None, Parameter("At most this chance of a sum that is too low.", metavar="SHARE")
    ] = None
    below: Annotated[str, Parameter("What is too low, for that chance.", metavar="AMOUNT")] = "0"
    gap: Annotated[str, Parameter("How near to the bound the search must come.", metavar="SHARE")] = "0.1%"
    scale: Annotated[str, Parameter("Every budget so many times as large, as in 1.5.", metavar="TIMES")] = "1"
    seconds: Annotated[
        int, Parameter("After which a search is broken off, wherever it stands.", least=1, most=86_400)
    ] = 300
    scenarios: Annotated[
        int, Parameter("Draws that are searched on for a chance of loss.", least=16, most=4_096)
    ] = 256
    detailed: Annotated[int, Parameter("Deals that are out, tried inside one by one.", least=0)] = 5
    brief: Annotated[bool, Parameter("Leave out other budgets and the price of money.")] = False

    def plan(self, face: Face, results: Results) -> FundedPlan:
        """What is funded."""
        from roi.portfolio.funding.priority import SHARES
        from roi.portfolio.plan import fund

        with face.progress("Budgets") as progress:
            return fund(
                results, self._limits(results), self.quarters, self._effort(), shares=() if self.brief else SHARES,
                detailed=self.detailed, progress=progress,
            )  # fmt: skip

    def valued_questions(self, face: Face, plan: FundedPlan, deals: int) -> tuple[SetQuestion, ...] | None:
        """The questions over the set, of so many deals; None for none."""
        from tui.desk.portfolio import set_questions

        return set_questions(plan, self._effort(), deals, face.note) if deals else None

    def _limits(self, results: Results) -> Limits:
        from tui.desk.portfolio import asked_limits

        return asked_limits(
            results, budget=self.budget, total=self.total, people=self.people, carry=self.carry, must=self.must,
            without=self.without, floor=self.floor, worst=self.worst, loss=self.loss, below=self.below,
            scale=self.scale,
        )  # fmt: skip

    def _effort(self) -> Effort:
        from roi.portfolio.funding.effort import Effort
        from tui.desk.amounts import part_of_all

        return Effort(part_of_all(self.gap, "gap"), seconds=float(self.seconds), scenarios=self.scenarios)


@dataclass(frozen=True, kw_only=True)
class PortfolioFundQuery(FundedQuery):
    """Choose which deals to fund, in which option and from when, within money, people and risk."""

    NAME: ClassVar[str] = "portfolio_fund"

    questions: Annotated[int, Parameter("Deals whose questions are valued; 0 for none.", least=0)] = 0

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """What is funded, and what is not."""
        from exports.portfolio_paper.documents import fund_document
        from exports.portfolio_paper.fund import fund_parts
        from tui.views.portfolio import rendered

        plan = self.plan(face, self.read(face))
        set_questions = self.valued_questions(face, plan, self.questions)
        return Answer(
            lambda: fund_document(plan, set_questions),
            lambda _: rendered(fund_parts(plan, set_questions, self.top)),
        )


@dataclass(frozen=True, kw_only=True)
class PortfolioReportQuery(FundedQuery):
    """Write a paper for a committee: what to fund and why, what not, money, risks and next questions."""

    NAME: ClassVar[str] = "portfolio-report"

    questions: Annotated[int, Parameter("Deals whose questions are valued; 0 for none.", least=0)] = 4
    by: GroupedBy = "stage"
    stale_days: StaleDays = 180

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The paper: Markdown, or what it is made of."""
        from exports.brand import HOUSE

        return self.branded(face, HOUSE)

    def branded(self, face: Face, brand: Brand) -> Answer:
        """The same with the lines and in the notation of a brand."""
        from rich.text import Text

        from exports.portfolio_paper.documents import fund_document, show_document
        from exports.portfolio_paper.paper import paper
        from roi.notation import notation
        from roi.portfolio.pipeline import readiness, stages
        from roi.portfolio.totals import totals

        _known(self.by, _groups(), "by")
        today, results = datetime.date.today(), self.read(face)
        plan = self.plan(face, results)
        set_questions = self.valued_questions(face, plan, self.questions)
        of_all, groups = totals(results), stages(results, self.by)
        ready = readiness(results, today, self.stale_days)

        def written() -> str:
            with notation(brand.numbers, brand.dates):
                return paper(
                    plan, set_questions, of_all, groups, ready, today, self.by, self.top, brand
                )  # fmt: skip

        return Answer(
            lambda: {
                "funding": fund_document(plan, set_questions),
                "portfolio": show_document(results, of_all, groups, ready, self.by),
            },
            lambda _: [Text(written().rstrip("\n"), no_wrap=True, overflow="ignore")],
        )

    def write_book(self, face: Face, path: Path, brand: Brand) -> None:
        """Write the workbook: the same limits, and plans of budgets from nothing to all that deals could use.

        Raises:
            RoiError: the file cannot be written.
        """
        from roi.portfolio.frontier import frontier
        from tui.desk.portfolio_folder import report_of

        results = self.read(face)
        plans = frontier(results, self._limits(results), self.quarters, self._effort())
        with face.progress("Budgets") as progress:
            report_of(plans, "Portfolio", path, brand, progress)


def _known(name: str, allowed: Sequence[str], setting: str) -> None:
    from roi.errors import RoiError, nearest, of_setting

    if name not in allowed:
        raise RoiError(f"`{name[:80]}` is unknown", of_setting(setting), nearest(name[:80], allowed))
