"""What a worker does: some deals of a portfolio, opened and simulated, whoever asks and wherever it runs."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from cases.estimate import Estimate
from cases.models import layers_of
from cases.portfolio.documents import Documents
from roi.arrays import Array
from roi.errors import Place, RoiError, nearest
from roi.memory import keep_freed
from roi.model import Layer, Model, ModelInput
from roi.model.correlation import Pair
from roi.model.layer import ANSWERS, OBSERVED
from roi.portfolio.deals import Deal, Factor, Failed, Portfolio
from roi.portfolio.luck import Common, DealDraws, drawn_deal, rate_draws
from roi.portfolio.parts import part_of
from roi.portfolio.results import DealResult, Maturity, OptionResult
from roi.portfolio.simulating import answered_share, simulated
from roi.portfolio.tables import SCHEMA
from roi.portfolio.template import Template
from roi.records import dataclass
from roi.sim.sampling import Sampling, version_of_draws
from roi.sourced import Override
from roi.version import __version__

Outcome = DealResult | Failed


@dataclass(frozen=True, slots=True)
class RunTerms:
    """What all deals of a run have in common: plain and picklable.

    Attributes:
        sampling: of each deal.
        currency, rates, shared, factor, correlations: see `roi.portfolio.deals.Portfolio`; mappings as pairs.
    """

    sampling: Sampling
    currency: str
    rates: tuple[tuple[str, str], ...]
    shared: tuple[tuple[str, str], ...]
    factor: Factor
    correlations: tuple[Pair, ...] = ()

    def rate(self, currency: str) -> Array | float:
        """What a unit of a deal's currency is worth, in each draw or in all."""
        if currency == self.currency:
            return 1.0
        return rate_draws(self.sampling, currency, dict(self.rates)[currency])


def terms_of(portfolio: Portfolio, sampling: Sampling) -> RunTerms:
    """The terms of a run of a portfolio."""
    rates, shared = (tuple(sorted(each.items())) for each in (portfolio.rates, portfolio.shared))
    return RunTerms(sampling, portfolio.currency, rates, shared, portfolio.factor, portfolio.correlations)


def digest_of(terms: RunTerms, deal: Deal) -> str:
    """SHA-256 of all that the numbers of a deal depend on; other deals have no part in it."""
    rate = None if deal.currency == terms.currency else dict(terms.rates)[deal.currency]
    factor = (deal.sector, asdict(terms.factor)) if terms.factor.rank else None
    content = (
        __version__, SCHEMA, version_of_draws(), deal.name, deal.estimate.digest, deal.ways, asdict(terms.sampling),
        terms.currency, rate, terms.shared, factor, [asdict(pair) for pair in terms.correlations],
    )  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


_DOCUMENTS = Documents()  # of this process: estimates of one case come again and again


def run_deals(terms: RunTerms, deals: Sequence[Deal]) -> list[Outcome]:
    """The results of some deals, in their order; one that fails does not stop the others."""
    keep_freed()
    return [run_deal(terms, deal) for deal in deals]


@dataclass(frozen=True, slots=True)
class Worked:
    """What became of the deals of a task.

    Attributes:
        digests: of those that were run.
        part: their rows, in the same order (see `roi.portfolio.parts.part_of`); b"" where there are none.
        failed: the others.
    """

    digests: tuple[str, ...] = ()
    part: Any = b""
    failed: tuple[Failed, ...] = ()


def work(terms: RunTerms, deals: Sequence[Deal]) -> Worked:
    """Some deals, run and ready to be kept."""
    outcomes = run_deals(terms, deals)
    results = [each for each in outcomes if isinstance(each, DealResult)]
    failed = tuple(each for each in outcomes if isinstance(each, Failed))
    part = part_of(results) if results else b""
    return Worked(tuple(result.digest for result in results), part, failed)


def run_deal(terms: RunTerms, deal: Deal) -> Outcome:
    """The result of one deal, or why there is none."""
    try:
        estimate, _ = _DOCUMENTS.estimate(deal.path)
        options: list[OptionResult] = []
        ways: list[tuple[Template, Model]] = []
        shared = {name for name, _ in terms.shared}
        for way in deal.ways:
            if way and way not in estimate.case.options:
                hint = nearest(way[:80], estimate.case.options)
                raise RoiError(f"there is no option `{way[:80]}`", Place(deal.path.name), hint)
            template, drawn = _drawn(terms, deal, estimate, way)
            option = simulated(drawn, terms.rate(drawn.model.currency))
            answers = {item.id for item in drawn.model.inputs if _is_of_the_deal(item)} - shared
            options.append(replace(option, answered=answered_share(drawn, option.npv, answers)))
            ways.append((template, drawn.model))
        return DealResult(deal, digest_of(terms, deal), tuple(options), maturity_of(estimate, *ways[0]))
    except RoiError as problem:
        return Failed(deal.name, str(problem))
    except (ArithmeticError, MemoryError) as problem:
        return Failed(deal.name, f"{type(problem).__name__}: {problem}")


def drawn_again(terms: RunTerms, deal: Deal) -> DealDraws:
    """The draws of a deal in the first of its options, as a run of the portfolio had them.

    Raises:
        RoiError: its estimate does not open any more.
    """
    estimate, _ = _DOCUMENTS.estimate(deal.path)
    return _drawn(terms, deal, estimate, deal.ways[0])[1]


def _drawn(terms: RunTerms, deal: Deal, estimate: Estimate, way: str) -> tuple[Template, DealDraws]:
    template = _DOCUMENTS.template(estimate, way or None)
    model = template.model(_layers(terms, estimate))
    base = template.prepared(model, terms.sampling)
    return template, drawn_deal(model, deal.name, terms.sampling, base, _common(terms, deal, template))


def _layers(terms: RunTerms, estimate: Estimate) -> list[Layer]:
    """The answers of the estimate, and over them the values that all deals share."""
    known = estimate.case.input_ids()
    values = {name: Override(text) for name, text in terms.shared if text and name in known}
    place = Place(estimate.origin, "[overrides]")
    shared = (
        [Layer("estimate", Place("portfolio.toml", "[shared]"), values, "judgement", False)] if values else []
    )
    return [*layers_of(estimate, place), *shared]


def _common(terms: RunTerms, deal: Deal, template: Template) -> Common:
    shared = frozenset(name for name, _ in terms.shared)
    factor = terms.factor
    if not factor.rank:
        return Common(shared, together=terms.correlations)
    effect = factor.effects.get(deal.case, "") or template.effect(shared)
    if effect not in template.varying:
        raise RoiError(
            f"the effect `{effect[:80]}` is no uncertain input of {deal.case}",
            Place("portfolio.toml", "[factor.effects]", deal.case),
            nearest(effect[:80], template.varying),
        )
    return Common(shared, deal.sector, effect, template.rises(effect), factor.rank, terms.correlations)


def _is_of_the_deal(item: ModelInput) -> bool:
    """Whether its value was answered or measured: what case, region, option or preset state is no deal's own."""
    return item.layer in (*ANSWERS, OBSERVED)


def maturity_of(estimate: Estimate, template: Template, model: Model) -> Maturity:
    """How far an estimate has come."""
    sources = estimate.case.sources
    with_question = [item for item in model.inputs if item.spec.ask]
    items = {item.id: item for item in with_question if not (_is_of_the_deal(item) or item.constant)}
    grades = Counter(item.spec.grade for item in model.inputs)
    read = [
        (item, [sources[name].date for name in item.spec.source if name in sources]) for item in model.inputs
    ]
    prices = [date for item, dates in read if "token" in item.spec.unit.partition("/")[2] for date in dates]
    return Maturity(
        questions=len(with_question),
        answers=sum(item.override is not None and item.override.who == "prospect" for item in with_question),
        grades={grade: count / len(model.inputs) for grade, count in sorted(grades.items())},
        created=estimate.settings.created,
        oldest_evidence=min((date for _, dates in read for date in dates), default=None),
        oldest_price=min(prices, default=None),
        ask=next((items[name].spec.ask for name in template.varying if name in items), ""),
    )
