"""Every preset under every option of a document, as far as they resolve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roi.analysis.audit import Finding, audit
from roi.analysis.remarks import Remark, once
from roi.case import EVIDENCE, Case
from roi.errors import RoiError
from roi.model import Model, resolve
from roi.notation import grouped
from roi.sim.plan import plan

MOST_ENTRIES_RESOLVED = 60_000  # inputs and lines, over all options and presets that are tried


def variants_of(case: Case) -> tuple[list[Model], list[Remark]]:
    """The options that resolve, and what does not: every preset under every option, every claim."""
    models: list[Model] = []
    plain = _figures(resolve(case))
    pairs = _combinations(case)
    tried = max(MOST_ENTRIES_RESOLVED // (len(case.inputs) + len(case.lines)), 1 + len(case.presets))
    remarks = _untried(len(pairs), tried)
    for option, preset in pairs[:tried]:
        try:
            model = resolve(case, option=option, preset=preset)
            plan(model)
        except RoiError as error:
            name = f"option {option}, preset {preset}" if option else f"preset {preset}"
            remarks.append(Remark("error", name, str(error)))
            continue
        if preset == EVIDENCE and option is not None:
            models.append(model)
        if (option is None) != (preset == EVIDENCE) and _figures(model) == plain:
            table = f"[options.{option}]" if option else f"[presets.{preset}]"
            remarks.append(Remark("warning", table, "it changes nothing: every figure is that of the case"))
    remarks += _region_faults(case)
    try:
        remarks += _nothing_implied(audit(case))
    except RoiError as error:
        # A fault of a preset is told of the preset: a claim on it can say no more.
        if not any(note.level == "error" and note.text in str(error) for note in remarks):
            remarks.append(Remark("error", "claims", str(error)))
    return models, once(remarks)


def _nothing_implied(findings: Iterable[Finding]) -> Iterator[Remark]:
    """Claims that name what they imply, and have no value of it, or nothing to hold the value against."""
    for finding in findings:
        name = finding.claim.implies
        if name is not None and finding.implied is None:
            text = (
                f"`implies` says nothing of `{name}`: give `implied`, or a preset with a value of it, and an input "
                "of the case or a range from another source to hold that against"
            )
            yield Remark("warning", f"[[claims]] {finding.claim.id}", text)


def _figures(model: Model) -> tuple[object, ...]:
    """All that moves a result."""
    values = tuple((item.id, item.spec.value, item.typed.text, item.likely) for item in model.inputs)
    return values, tuple(line.spec for line in model.lines), model.unstated, model.finance


def _combinations(case: Case) -> list[tuple[str | None, str]]:
    """Every preset under every option; first each of them alone, where most faults show."""
    alone: list[tuple[str | None, str]] = [(None, preset) for preset in (EVIDENCE, *case.presets)]
    alone += [(option, EVIDENCE) for option in case.options]
    return [*alone, *((option, preset) for option in case.options for preset in case.presets)]


def _region_faults(case: Case) -> list[Remark]:
    """What keeps the case, or an option of it, from being moved to a region."""
    remarks: list[Remark] = []
    for region in case.regions:
        for option in (None, *case.options) if region != case.header.region else ():
            try:
                plan(resolve(case, option=option, region=region))
            except RoiError as error:
                name = f"option {option}, region {region}" if option else f"region {region}"
                remarks.append(Remark("error", name, str(error)))
    return remarks


def _untried(pairs: int, tried: int) -> list[Remark]:
    if pairs <= tried:
        return []
    some = f"{grouped(tried)} of {grouped(pairs)}"
    text = f"{some} combinations of an option and a preset are tried; the others are not"
    return [Remark("warning", "[options]", text)]
