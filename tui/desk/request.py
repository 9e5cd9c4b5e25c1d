"""What the command line asked for → a resolved model: case, option, preset, estimate, answers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import cases
import roi
from cases.estimate import SCHEMA_VERSION, Estimate, Noted, Settings, differences, rebased
from cases.newer import file_of, newer
from cases.snapshots import table_of
from roi.answers import Reading, again_by, is_unknown, read_answer
from roi.case import Case, Override
from roi.errors import Place, RoiError, Setting, nearest, of_setting, remedy
from roi.model import Layer, Model
from roi.model.dates import checked_month
from roi.model.layers import belonging
from roi.sim.gate import resolve
from roi.sim.run import DRAWS, SEED
from tui.desk.workbooks import SUFFIXES, estimate_of_workbook


@dataclass(frozen=True, slots=True)
class Asked:
    """The options shared by all commands that resolve a case; None: not given."""

    case: str
    preset: str | None = None
    option: str | None = None
    horizon: int | None = None
    currency: str | None = None
    draws: int | None = None
    seed: int | None = None
    sampler: str | None = None
    sets: Sequence[str] = ()
    answers: Sequence[str] = ()
    by: str = ""
    prospect: str = ""
    rebase: bool = False
    model: str | None = None
    learn: bool | None = None
    start: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A model with the settings to simulate it and what to tell the reader first."""

    model: Model
    estimate: Estimate
    notes: tuple[str, ...] = ()

    @property
    def settings(self) -> Settings:
        """Draws, seed, sampler and the rest."""
        return self.estimate.settings

    @property
    def remarks(self) -> tuple[str, ...]:
        """The notes, and what the answers tell."""
        from exports.voice.learning import learning_notes

        return (*self.notes, *learning_notes(self.model), *self.warnings)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the result should be read with: caps that bind, signs that turn, weights that do not add up."""
        from roi.analysis.remarks import remarks

        return tuple(f"{remark.where} {remark.text}." for remark in remarks(self.model))


def request(asked: Asked) -> Request:
    """Open the case and lay the options of the command line over it.

    Raises:
        RoiError: a case that cannot be opened, a value that cannot be read.
    """
    estimate, notes = opened(asked)
    changed = belonging(estimate.case, estimate.settings.option, told(asked, estimate))
    if asked.model is not None:
        changed = list_prices(asked, estimate, changed) | changed
    model = resolved(estimate, changed, asked.currency)
    given = ((name, model.input(name).override) for name in changed)
    answers = {name: override for name, override in given if override is not None}
    noted: dict[str, Noted] = {name: how for name, how in estimate.noted.items() if name not in answers}
    noted |= {name: "unknown" for name, text in _named(asked.answers, "answer").items() if is_unknown(text)}
    overrides = {**estimate.overrides, **answers}
    return Request(model, replace(estimate, overrides=overrides, noted=noted), notes)


def opened(asked: Asked) -> tuple[Estimate, tuple[str, ...]]:
    """The case or estimate with the settings of the command line, and what to tell the reader first."""
    notes: list[str] = []
    path = Path(asked.case)
    if path.suffix.lower() in SUFFIXES:
        estimate, said = estimate_of_workbook(path, lambda case: _fresh(case, case.origin).settings)
        notes += said
    else:
        found = cases.open_any(asked.case)
        if not isinstance(found, Estimate):  # the case as it is: no other version to look for
            moved = ("Nothing to move: this is the case as its file has it.",) if asked.rebase else ()
            return _with_options(_fresh(found, asked.case), asked), moved
        estimate = found
    estimate = _owned(estimate)
    estimate, told_of_case = _moved(estimate, path.parent, rebase=asked.rebase)
    check_snapshots(estimate)
    return _with_options(estimate, asked), (*notes, *told_of_case)


def _moved(estimate: Estimate, folder: Path, *, rebase: bool) -> tuple[Estimate, tuple[str, ...]]:
    """The estimate on its case as it is now, where that is wanted, and what there is to say of the case."""
    now = newer(estimate, folder)
    if now.case is None:
        return estimate, (f"Not moved. {now.why}",) if rebase else ()
    changes = _listed(differences(estimate.case, now.case))
    if rebase:
        return rebased(estimate, now.case), (f"Moved to {now.name} as it is now: {changes}",)
    name = f"{now.name[0].upper()}{now.name[1:]}"
    return estimate, (
        f"{name} has changed since ({changes}); these numbers are of the case as it was. --rebase moves over.",
    )


def told(asked: Asked, estimate: Estimate) -> dict[str, Override]:
    """The values of `--set`, which the seller gives, and of `--answer`, which the prospect does.

    Answers of the estimate that were worked out with one of them are read again.
    """
    today, at = datetime.date.today(), estimate.settings
    changed = {
        name: Override(text, who="seller", by=at.prepared_by, date=today)
        for name, text in _named(asked.sets, "set").items()
    }
    for name, text in _named(asked.answers, "answer").items():
        if not is_unknown(text):
            reading = _read(name, text, _holder(estimate, name, changed, asked.currency))
            changed[name] = Override(
                reading.value, who="prospect", by=at.prospect, date=today, typed=reading.typed
            )
    every = {**estimate.overrides, **changed}
    again: dict[str, Override] = {}
    for name in changed:
        again |= again_by(name, every, partial(_holder, estimate, name, changed, asked.currency))
    return changed | again


def _read(name: str, text: str, model: Model) -> Reading:
    try:
        return read_answer(text, model.input(name), model)
    except RoiError as problem:
        raise problem.at(of_setting("answer", name)) from None


def _holder(estimate: Estimate, name: str, changed: Mapping[str, Override], currency: str | None) -> Model:
    """The model that an input is active in: of the estimate, else of the first option that has it.

    Raises:
        RoiError: there is no such input.
    """
    case = estimate.case
    owners = [option for option in case.options if name in case.options[option].inputs]
    for option in (estimate.settings.option, *owners):
        settings = replace(estimate.settings, option=option)
        known = {key: value for key, value in changed.items() if option or key in case.inputs}
        model = resolved(replace(estimate, settings=settings), known, currency)
        if any(item.id == name for item in model.inputs):
            return model
    raise RoiError(f"there is no input `{name}`", of_setting("answer", name), nearest(name, case.input_ids()))


def resolved(estimate: Estimate, changed: Mapping[str, Override], currency: str | None) -> Model:
    """The model of an estimate with more answers."""
    settings = estimate.settings
    return resolve(
        estimate.case,
        option=settings.option,
        preset=settings.preset,
        layers=[
            Layer(
                "estimate",
                Place(estimate.origin, "[overrides]"),
                estimate.overrides,
                "seller",
                settings.learn,
            ),
            *_typed_layers(changed, settings.learn),
        ],
        horizon=settings.horizon,
        currency=currency or settings.currency,
        start=settings.start,
    )


def _typed_layers(changed: Mapping[str, Override], learn: bool) -> list[Layer]:
    """The values of the command line, those of the seller beneath those of the prospect."""
    told = {name: override for name, override in changed.items() if override.who == "prospect"}
    rest = {name: override for name, override in changed.items() if name not in told}
    return [
        Layer("set", of_setting(setting), values, "seller", learn)
        for setting, values in (("set", rest), ("answer", told))
        if values
    ]


def snapshot_model(
    estimate: Estimate, name: str, changed: Mapping[str, Override] | None = None, currency: str | None = None
) -> Model:
    """The model of one of the estimate's snapshots, perhaps with more answers.

    Raises:
        RoiError: whatever does not fit the case; it names the snapshot.
    """
    kept = estimate.snapshots[name]
    place = Place(estimate.origin, table_of(name, "overrides"))
    try:
        return resolve(
            estimate.case,
            option=kept.option,
            preset=kept.preset,
            layers=[
                Layer("estimate", place, kept.overrides, "seller", estimate.settings.learn),
                *_typed_layers(changed or {}, estimate.settings.learn),
            ],
            horizon=kept.horizon,
            currency=currency or estimate.settings.currency,
            start=estimate.settings.start,
        )
    except RoiError as found:
        if found.where.setting is not None and found.where.setting.name in ("option", "preset", "horizon"):
            raise found.at(Place(estimate.origin, table_of(name))) from None
        raise


def check_snapshots(estimate: Estimate) -> None:
    """Every snapshot must fit the case, before anybody builds on the file.

    Raises:
        RoiError: the first that does not.
    """
    for name in estimate.snapshots:
        snapshot_model(estimate, name)


def list_prices(asked: Asked, estimate: Estimate, changed: Mapping[str, Override]) -> dict[str, Override]:
    """What `--model` puts into the case: the list price, at the likely tokens of a request or by tier.

    Raises:
        RoiError: a model without a price, or an option that pays no tokens.
    """
    from cases.prices import TOKENS_IN, has_tiers, price_overrides, token_price

    assert asked.model is not None
    model = resolved(estimate, changed, asked.currency)
    sizes = [item.shown(item.likely) for item in model.inputs if item.id == TOKENS_IN]
    size, tiers = (sizes[0] if sizes else None), has_tiers(estimate.case)
    prices = price_overrides(estimate.case, token_price(asked.model, size, tiers=tiers))
    active = {item.id for item in model.inputs}
    if not active >= prices.keys():
        paying = [
            name for name, option in estimate.case.options.items() if prices.keys() <= option.inputs.keys()
        ]
        what = f"the option {model.option}" if model.option else "the case as it stands"
        hint = f"Add --option {' or --option '.join(paying)}."
        raise RoiError(f"{what} does not pay by the token", of_setting("model"), hint)
    return prices


def _fresh(case: Case, given: str) -> Estimate:
    settings = Settings(
        schema=SCHEMA_VERSION,
        case=case.id,
        digest=case.digest,
        version=roi.__version__,
        created=datetime.date.today(),
        draws=DRAWS,
        seed=SEED,
        case_file=file_of(case, given),
    )
    return Estimate(case, settings, {}, case.origin)


def _with_options(estimate: Estimate, asked: Asked) -> Estimate:
    given = {
        "preset": asked.preset,
        "option": asked.option,
        "horizon": asked.horizon,
        "draws": asked.draws,
        "seed": asked.seed,
        "sampler": asked.sampler,
        "prepared_by": asked.by or None,
        "prospect": asked.prospect or None,
        "learn": asked.learn,
        "currency": asked.currency,
        "start": None if asked.start is None else checked_month(asked.start, of_setting("start")),
    }
    chosen = {key: value for key, value in given.items() if value is not None}
    return replace(estimate, settings=replace(estimate.settings, **chosen))  # type: ignore[arg-type]


def _named(texts: Sequence[str], setting: str) -> dict[str, str]:
    """`name=value` texts; the value keeps everything behind the first `=`."""
    given: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name or not value:
            raise RoiError(
                f"`{text}` is not of the form name=value",
                of_setting(setting),
                remedy("As in ", Setting(setting, 'price="30"'), "."),
            )
        if name in given:
            raise RoiError(f"`{name}` is given twice", of_setting(setting))
        given[name] = value
    return given


def _owned(estimate: Estimate) -> Estimate:
    """The estimate with answers that say what they belong to, its snapshots' too."""
    case, snapshots = estimate.case, estimate.snapshots.items()
    return replace(
        estimate,
        overrides=belonging(case, estimate.settings.option, estimate.overrides),
        snapshots={
            name: replace(kept, overrides=belonging(case, kept.option, kept.overrides))
            for name, kept in snapshots
        },
    )


def _listed(changes: Sequence[str]) -> str:
    shown = "; ".join(changes[:3])
    return f"{shown}; and {len(changes) - 3} more" if len(changes) > 3 else shown or "nothing that matters"
