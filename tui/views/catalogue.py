"""One case in full."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from exports.voice.formats import number
from exports.voice.model_facts import provenance
from exports.voice.origins import cited, line_words, value_words
from exports.voice.wording import each_year, grade_word
from roi.case import Case
from roi.model import Model, ModelInput, ModelLine
from tui.views.json_values import picked
from tui.views.style import GRADE_STYLE, figures, titled


def model_parts(model: Model) -> Iterator[RenderableType]:
    """Presets and options, inputs by group, lines in words, sources."""
    yield Text(model.case.header.title, style="bold")
    if model.case.header.summary:
        yield model.case.header.summary
    yield _variants(model.case)
    yield _inputs(model)
    yield _lines(model)
    if model.correlations:
        for pair in model.correlations:
            yield f"Rank correlation {pair.rank:+.2g}: {pair.between[0]} with {pair.between[1]}"
    yield _sources(model)


def _inputs(model: Model) -> Table:
    table = titled(
        "Inputs",
        Column("Input, its sources and note", ratio=1),
        *figures("Likely"),
        Column("Value, unit", max_width=30),
        Column("Grade", no_wrap=True),
        close=True,
    )
    group = ""
    for item in sorted(model.inputs, key=lambda item: list_groups(model).index(item.spec.group)):
        spec = item.spec
        if spec.group != group:
            group = spec.group
            table.add_section()
            table.add_row(Text(group, style="bold"))
        parts = (", ".join(spec.source), provenance(item.override), spec.note)
        sentence = ". ".join(part for part in parts if part)
        name = Text.assemble(spec.label, ("  " + item.id, "dim"))
        if spec.luck:
            name.append("  luck", style="italic dim")
        if sentence:
            name.append("\n" + sentence, style="dim")
        table.add_row(
            name,
            number(float(f"{item.shown(item.likely):.6g}")),
            Text.assemble(spec.value, (f"\n{spec.unit}", "dim"), ("\n" + each_year(item)).rstrip()),
            Text(grade_word(spec.grade), style=GRADE_STYLE[spec.grade]),
        )
    return table


def list_groups(model: Model) -> list[str]:
    """Groups in the order of their first input."""
    return list(dict.fromkeys(item.spec.group for item in model.inputs))


def _lines(model: Model) -> Table:
    facts = (Column(head, no_wrap=True) for head in ("Unit", "Kind"))
    table = titled("Lines", Column("Line, and in words", ratio=1), *facts)
    for line in model.lines:
        name = Text.assemble(line.spec.label, (f"  {line.id}\n{line_words(model, line)}", "dim"))
        table.add_row(name, line.unit.text, role(line))
    return table


def role(line: ModelLine) -> str:
    """benefit · cash, cost · licence, or nothing for an intermediate line."""
    spec = line.spec
    return f"{spec.flow} · {spec.kind or spec.cost_class}" if spec.flow else "–"


def _variants(case: Case) -> Table:
    table = titled("Presets, options and regions", "", "Id", "Title", "Note")
    table.add_row("preset", "evidence", "The evidence as it stands", "")
    for preset in case.presets.values():
        table.add_row("preset", preset.id, preset.title, preset.note)
    for option in case.options.values():
        table.add_row("option", option.id, option.title, option.note)
    for region in case.regions.values():
        home = region.id == case.header.region
        note = "The case is written for it." if home else region.note
        table.add_row("region", region.id, f"{region.title}, {region.currency or case.header.currency}", note)
    return table


def _sources(model: Model) -> Table:
    used = {name for item in model.inputs for name in item.spec.source}
    table = titled("Sources of these values", "Id", "What", "Seen", "Read on")
    for source in model.case.sources.values():
        if source.id in used:
            table.add_row(
                source.id, Text(cited(source), overflow="fold"), source.seen, f"{source.date:%Y-%m-%d}"
            )
    return table


def model_document(model: Model) -> dict[str, object]:
    """`roi show --json`."""
    return {
        "case": model.case.id,
        "title": model.case.header.title,
        **picked(model, "preset", "option", "region", "currency"),
        "horizon_months": model.horizon,
        "inputs": [_input_document(item) for item in model.inputs],
        "lines": [
            {
                "id": line.id,
                "label": line.spec.label,
                "unit": line.unit.text,
                **picked(line.spec, "flow", "kind"),
                "class": line.spec.cost_class,
                "when": line.spec.when if line.spec.flow else None,
                **picked(line.spec, "of", "instead_of", "formula"),
                "words": line_words(model, line),
            }
            for line in model.lines
        ],
        "presets": ["evidence", *model.case.presets],
        "options": list(model.case.options),
        "regions": list(model.case.regions),
        "sources": {source.id: cited(source) for source in model.case.sources.values()},
    }


def _input_document(item: ModelInput) -> dict[str, object]:
    spec = item.spec
    return {
        "id": item.id,
        **picked(spec, "label", "group"),
        "unit": item.unit.text,
        "value": spec.value,
        "likely": item.shown(item.likely),
        "words": value_words(item),
        **picked(spec, "min", "max", "grade", "source", "note"),
        "said": provenance(item.override),
        **picked(spec, "ask", "owner", "answer"),
        "chance": spec.luck,
        **picked(spec, "lever", "product"),
        "yearly": None
        if item.yearly is None
        else dict(zip(("spread", "persistence"), item.yearly, strict=True)),
        "set_by": item.layer,
    }
