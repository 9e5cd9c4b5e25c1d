"""What `roi compare` asked for → candidates: options, presets and their stressed twins, resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from cases.estimate import Estimate, Settings
from roi.analysis.compare import AS_IT_STANDS, Candidate
from roi.analysis.stress import Stress, parse_stress, twins
from roi.case import DISCOUNT_RATE, ESTIMATE, EVIDENCE, Case, Input, Override
from roi.errors import Place, RoiError, nearest, of_setting
from roi.model.layers import belonging
from roi.records import dataclass
from tui.desk.models import file_model_of, snapshot_model
from tui.desk.opening import CaseRequest, OpenedFile, opened
from tui.desk.request import list_prices, typed_values

if TYPE_CHECKING:
    from roi.analysis.comparison import Comparison
    from roi.analysis.disappointment import Disappointment
    from roi.analysis.information import Information
    from roi.analysis.ownership import TotalCosts
    from roi.analysis.volume import Scan


@dataclass(frozen=True, slots=True)
class CandidateChoices:
    """Candidates with the settings to compare them.

    Attributes:
        options, presets, regions: what was asked for, `AS_IT_STANDS` for no option; no region where the case is
            of none.
        candidates: presets within options, in regions, named by what there are several of.
        twins: the same under stress, in the same order; empty without.
        model: the source of the token prices, "" where none was asked for.
        snapshots: of the estimate, where they are compared in place of options and presets.
        held: snapshots in its file that are not compared.
    """

    case: Case
    settings: Settings
    notes: tuple[str, ...]
    options: tuple[str, ...]
    presets: tuple[str, ...]
    regions: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    twins: tuple[Candidate, ...]
    stresses: tuple[Stress, ...]
    model: str
    snapshots: tuple[str, ...] = ()
    held: tuple[str, ...] = ()

    @property
    def worlds(self) -> bool:
        """Whether the candidates are worlds, which happen, and not ways to deploy, which are chosen."""
        return len(self.presets) > 1 or len(self.regions) > 1 or bool(self.snapshots)


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of candidates, all on the same draws.

    Attributes:
        base, twins: as they stand, and under stress where one was asked for.
        scans: over volumes.
        questions: for the choice, and
        disappointment: of whoever chooses the best, where there is a choice.
        costs: in all, where they were asked for.
    """

    choices: CandidateChoices
    base: Comparison
    twins: Comparison | None = None
    scans: Sequence[Scan] = ()
    questions: Information | None = None
    costs: TotalCosts | None = None
    disappointment: Disappointment | None = None

    @property
    def reference(self) -> str:
        """What the others are held against: the first world, or the way to deploy that is best on average."""
        return self.base.candidates[0].name if self.choices.worlds else self.base.ahead


def choices(
    request: CaseRequest,
    options: str | None,
    presets: str | None,
    stresses: Sequence[str],
    regions: str | None = None,
    source: OpenedFile | None = None,
) -> CandidateChoices:
    """Resolve every option under every preset in every region.

    Args:
        request: the other options of the command line.
        options, presets, regions: names with commas between; None: all options, one preset, one region.  Several
            regions are compared in the currency of the case, unless another is asked for.
        stresses: as `--stress` takes them.
        source: what `opened` gives for the request, where that is at hand.

    Raises:
        RoiError: an unknown name, or one named twice; a value that no candidate has a place for.
    """
    source = source or opened(request)
    estimate, notes = source.estimate, source.notes
    case = estimate.case
    worlds = _listed(presets, [EVIDENCE, *case.presets], of_setting("preset")) or (estimate.settings.preset,)
    places = (
        _listed(regions, list(case.regions), of_setting("region")) if regions and case.regions else (regions,)
    )
    if len(places) > 1 and estimate.settings.currency is None:
        estimate = replace(estimate, settings=replace(estimate.settings, currency=case.header.currency))
    several = len(worlds) > 1 or len(places) > 1
    every = (estimate.settings.option or AS_IT_STANDS,) if several else (AS_IT_STANDS, *case.options)
    ways = _listed(options, [AS_IT_STANDS, *case.options], of_setting("option")) or every
    at = estimate.settings.option or AS_IT_STANDS
    changed = belonging(case, _option(case, at if at in ways else ways[0]), typed_values(request, estimate))
    parsed = tuple(parse_stress(text) for text in stresses)
    _check_places(case, ways, changed, of_setting("set"))
    _check_places(case, ways, [stress.input for stress in parsed], of_setting("stress"))
    candidates, price = _candidates(request, estimate, changed, ways, worlds, places)
    settings = replace(
        estimate.settings, option=None, preset=worlds[0], region=places[0] or estimate.settings.region
    )
    return CandidateChoices(
        case,
        settings,
        notes,
        ways,
        worlds,
        tuple(dict.fromkeys(each.model.region for each in candidates if each.model.region)),
        candidates,
        twins(candidates, parsed) if parsed else (),
        parsed,
        price,
        held=tuple(estimate.snapshots),
    )


def _candidates(
    request: CaseRequest,
    estimate: Estimate,
    changed: Mapping[str, Override],
    ways: Sequence[str],
    worlds: Sequence[str],
    places: Sequence[str | None],
) -> tuple[tuple[Candidate, ...], str]:
    """Every way in every preset and region, and a note on the list prices that were set; "" without a model."""
    case, price = estimate.case, ""
    candidates: list[Candidate] = []
    for way in ways:
        for world, place in product(worlds, places):
            each = _with(estimate, way, world, place)
            mine = {name: value for name, value in changed.items() if name in active_inputs(case, way)}
            if request.model is not None and pays_tokens(case, way):
                prices = list_prices(request.model, each, mine)
                price = next(iter(prices.values())).note
                mine = prices | mine
            varied = ((way, ways), (world, worlds), (place, places))
            name = ", ".join(str(value) for value, values in varied if len(values) > 1)
            candidates.append(Candidate(name or way, file_model_of(each, mine)))
    if request.model is not None and not price:
        paying = [name for name in case.options if pays_tokens(case, name)]
        hint = f"Compare {' or '.join(paying)} too." if paying else "The case has no token prices."
        raise RoiError("no option that is compared pays by the token", of_setting("model"), hint)
    return tuple(candidates), price


def kept_choices(request: CaseRequest, stresses: Sequence[str]) -> CandidateChoices:
    """The estimate and each of its snapshots, with the same changes.

    Args:
        request: the other options of the command line; its changes come over every snapshot's own answers.
        stresses: as `--stress` takes them.

    Raises:
        RoiError: a case, an estimate without snapshots, a value that no candidate has a place for.
    """
    source = opened(request)
    estimate, notes = source.estimate, source.notes
    if not estimate.snapshots:
        hint = "The terminal app keeps them (the key k), and an estimate file holds them."
        raise RoiError("there are no snapshots to compare", of_setting("snapshots"), hint)
    if request.horizon is not None:
        same = {name: replace(kept, horizon=request.horizon) for name, kept in estimate.snapshots.items()}
        estimate = replace(estimate, snapshots=same)
    case, at = estimate.case, estimate.settings
    changed = belonging(case, at.option, typed_values(request, estimate))
    parsed = tuple(parse_stress(text) for text in stresses)
    ways = {ESTIMATE: at.option} | {name: kept.option for name, kept in estimate.snapshots.items()}
    listed = tuple(dict.fromkeys(way or AS_IT_STANDS for way in ways.values()))
    _check_places(case, listed, changed, of_setting("set"))
    _check_places(case, listed, [each.input for each in parsed], of_setting("stress"))
    candidates: list[Candidate] = []
    for name, way in ways.items():
        inputs = active_inputs(case, way or AS_IT_STANDS)
        mine = {key: value for key, value in changed.items() if key in inputs}
        model = file_model_of(estimate, mine) if name == ESTIMATE else snapshot_model(estimate, name, mine)
        candidates.append(Candidate(name, model))
    names = tuple(estimate.snapshots)
    return CandidateChoices(
        case,
        at,
        notes,
        listed,
        (at.preset,),
        (),
        tuple(candidates),
        twins(candidates, parsed) if parsed else (),
        parsed,
        "",
        names,
    )


def active_inputs(case: Case, way: str) -> set[str]:
    """The inputs that an option has."""
    option = _option(case, way)
    inputs = case.options[option].inputs if option else {}
    return {
        *case.inputs,
        DISCOUNT_RATE,
        *(name for name, entry in inputs.items() if isinstance(entry, Input)),
    }


def _option(case: Case, way: str) -> str | None:
    return way if way in case.options else None


def pays_tokens(case: Case, way: str) -> bool:
    """Whether an option pays by the token."""
    return {"token_price_in", "token_price_out"} <= active_inputs(case, way)


def _with(estimate: Estimate, way: str, world: str, place: str | None) -> Estimate:
    at = estimate.settings
    settings = replace(at, option=_option(estimate.case, way), preset=world, region=place or at.region)
    return replace(estimate, settings=settings)


def _check_places(case: Case, ways: Sequence[str], changed: Iterable[str], where: Place) -> None:
    """Every changed input must belong to some candidate; `where` is where such changes stand."""
    known = set().union(*(active_inputs(case, way) for way in ways))
    for name in changed:
        if name in known:
            continue
        owners = [option for option in case.options if name in case.options[option].inputs]
        if owners:
            hint = f"Compare {' or '.join(owners)} too."
            raise RoiError(f"no option that is compared has the input `{name}`", where.of_input(name), hint)
        raise RoiError(f"there is no input `{name}`", where.of_input(name), nearest(name, known))


def _listed(text: str | None, allowed: Sequence[str], where: Place) -> tuple[str, ...]:
    """`"a,b"` → ("a", "b")."""
    if text is None:
        return ()
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in allowed:
            raise RoiError(f"there is no `{name[:60]}`", where, nearest(name[:60], allowed))
        if names.count(name) > 1:
            raise RoiError(f"`{name}` is named twice", where, "Name each once.")
    if not names:
        raise RoiError("no name is given", where, nearest("", allowed))
    return tuple(names)
