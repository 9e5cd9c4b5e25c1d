"""What is asked for → a resolved model: case, option, preset, estimate, answers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

from cases.anonymous import NO_NAMES, RedactedNames
from cases.estimate import Estimate, Noted, Settings
from roi.case import Override
from roi.errors import NO_REMEDY, RoiError, Setting, located, nearest, of_setting, remedy
from roi.model import Model
from roi.model.layers import belonging, completed
from roi.notation import written_day
from roi.records import dataclass
from tui.desk.models import file_model_of, settled
from tui.desk.opening import CaseRequest, OpenedFile, named, opened, unknown_answers


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A model with the settings to simulate it and what to tell the reader first.

    Attributes:
        file: of the estimate; None of a case or a workbook.
        names: those that were taken out of all of it, where that was asked for.
    """

    model: Model
    estimate: Estimate
    notes: tuple[str, ...] = ()
    file: Path | None = None
    names: RedactedNames = NO_NAMES

    @property
    def settings(self) -> Settings:
        """Draws, seed, sampler and the rest."""
        return self.estimate.settings

    def remarks(self, leave: str = "") -> tuple[str, ...]:
        """The notes, and what the answers tell; `leave`: how to keep correlated inputs as they were."""
        from exports.voice.learning import learning_notes

        learnt = learning_notes(self.model, leave)
        return (*self.notes, *self.updates, *self.validity, *learnt, *self.warnings)

    @property
    def updates(self) -> tuple[str, ...]:
        """That the estimate was updated, by what and where; nothing of one that was not."""
        if not self.estimate.updated:
            return ()
        from exports.voice.update import made_up_sentence, updated_sentence

        rows = self.estimate.observations
        sentences = (made_up_sentence(rows), updated_sentence(rows, len(self.estimate.updated.inputs)))
        return tuple(text for text in sentences if text)

    @property
    def validity(self) -> tuple[str, ...]:
        """That the day until which the figures stand lies before the estimate's own date; whatever today is."""
        until, created = self.settings.valid_until, self.settings.created
        if until is None or until >= created:
            return ()
        return (
            f"The figures are said to stand until {written_day(until)}, and the estimate was made after that day, "
            f"on {written_day(created)}.",
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the result should be read with: caps that bind, signs that turn, weights that do not add up."""
        from roi.analysis.remarks import remarks

        return tuple(f"{remark.where} {remark.text}." for remark in remarks(self.model))

    def with_settings(self, settings: Settings) -> OpenedCase:
        """The same model with settings that do not change it: draws, dates, names."""
        return replace(self, estimate=replace(self.estimate, settings=settings))


def open_case(request: CaseRequest, source: OpenedFile | None = None) -> OpenedCase:
    """Open the case and lay what is given over it; `source`: what `opened` gives for it, where that is at hand.

    Raises:
        RoiError: a case that cannot be opened, a value that cannot be read.
    """
    source = source or opened(request)
    estimate = source.estimate
    values = belonging(estimate.case, estimate.settings.option, typed_values(request, estimate))
    if request.model is not None:
        values = list_prices(request.model, estimate, values) | values
    model = file_model_of(estimate, values)
    # With grade and speaker, as the model has them: so they are kept.
    typed = [layer for layer in model.layers if layer.name == "set"]
    answers = {name: value for layer in typed for name, value in completed(layer).items()}
    noted: dict[str, Noted] = {name: how for name, how in estimate.noted.items() if name not in answers}
    noted |= dict.fromkeys(unknown_answers(request), "unknown")
    kept = replace(settled(estimate, model), noted=noted)
    kept = replace(kept, overrides={**kept.overrides, **answers})
    return OpenedCase(model, kept, source.notes, source.file, source.names)


def typed_values(request: CaseRequest, estimate: Estimate) -> dict[str, Override]:
    """The values of `--set`, which the seller gives, and of `--answer`, which the prospect does.

    Raises:
        RoiError: one is no value of an input.
    """
    if not (request.sets or request.answers):
        return {}
    from roi.answers import is_unknown, read_answer
    from roi.answers.numbers import refuse_two_readings

    today, at = datetime.date.today(), estimate.settings
    values = {}
    for name, text in named(request.sets, "set").items():
        with located(of_setting("set", name)):
            refuse_two_readings(text)
        values[name] = Override(text, who="seller", by=at.prepared_by, date=today)
    answers = named(request.answers, "answer")
    # Not worked out again while what they are divided by is read: they may be given anew as well.
    as_they_were = replace(estimate, overrides={name: x.held for name, x in estimate.overrides.items()})
    late: list[str] = []  # that cannot be read before another one, by which they are divided
    for name in chain(answers, late):
        text = answers[name]
        if name in values:
            raise RoiError(
                f"`{name}` is set as well",
                of_setting("answer"),
                "Give it once: of two values one would be lost.",
            )
        model = _model_with(name, as_they_were, values)
        if not is_unknown(text):
            try:
                reading = read_answer(text, model.input(name), model)
            except RoiError as problem:
                if name not in late and len(answers) > 1:
                    late.append(name)
                    continue
                raise problem.at(of_setting("answer", name)) from None
            values[name] = reading.override("prospect", at.prospect, today)
    return values


def _model_with(name: str, estimate: Estimate, values: Mapping[str, Override]) -> Model:
    """The model that an input is active in: of the estimate, else of the first option that has it.

    Raises:
        RoiError: there is no such input.
    """
    case = estimate.case
    owners = [option for option in case.options if name in case.options[option].inputs]
    for option in (estimate.settings.option, *owners):
        settings = replace(estimate.settings, option=option)
        known = {key: value for key, value in values.items() if option or key in case.inputs}
        model = file_model_of(replace(estimate, settings=settings), known)
        if any(item.id == name for item in model.inputs):
            return model
    raise RoiError(f"there is no input `{name}`", of_setting("answer", name), nearest(name, case.input_ids()))


def list_prices(name: str, estimate: Estimate, values: Mapping[str, Override]) -> dict[str, Override]:
    """What `--model` puts into the case: the list price, at the likely tokens of a call or by tier.

    Raises:
        RoiError: a model without a price, or an option that pays no tokens.
    """
    from cases.prices import call_size, has_tiers, price_overrides, token_price

    model = file_model_of(estimate, values)
    tiers = has_tiers(estimate.case)
    prices = price_overrides(estimate.case, token_price(name, call_size(model), tiers=tiers))
    active = {item.id for item in model.inputs}
    if not active >= prices.keys():
        options = estimate.case.options.items()
        paying = [option for option, entry in options if prices.keys() <= entry.inputs.keys()]
        what = f"the option {model.option}" if model.option else "the case as it stands"
        hint = remedy("Choose ", Setting("option", " or ".join(paying)), ".") if paying else NO_REMEDY
        raise RoiError(f"{what} does not pay by the token", of_setting("model"), hint)
    return prices
