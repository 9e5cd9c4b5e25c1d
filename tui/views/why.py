"""Ask a number why: the tree of what feeds it, down to dated sources."""

from __future__ import annotations

from rich.text import Text
from rich.tree import Tree

from exports.voice.formats import number
from exports.voice.learning import moved_words
from exports.voice.model_facts import provenance
from exports.voice.origins import cited, line_words, value_words
from exports.voice.wording import grade_word
from roi.errors import Place, RoiError, nearest
from roi.formula.nodes import Convert, walk
from roi.formula.words import say_conversion
from roi.model import Model, ModelInput, ModelLine
from roi.sim.plan import Plan, plan
from tui.views.style import GRADE_STYLE


def explain(model: Model, name: str) -> Tree:
    """The tree of a line or an input, with the plan's values in the last month.

    Raises:
        RoiError: the model has none of that name.
    """
    _check_known(model, name)
    root = Tree(
        Text(f"{model.case.header.title}, plan, month {model.horizon}", style="dim"), guide_style="dim"
    )
    _grow(root, model, plan(model), name, frozenset())
    return root


def _check_known(model: Model, name: str) -> None:
    known = model.labels
    if name not in known:
        raise RoiError(f"there is no line or input `{name}`", Place(model.case.origin), nearest(name, known))


def _grow(tree: Tree, model: Model, base: Plan, name: str, seen: frozenset[str]) -> None:
    inputs = {item.id: item for item in model.drawn}
    if name in inputs:
        _input(tree, model, inputs[name])
        return
    line = model.line(name)
    branch = tree.add(_line_text(model, base, line))
    if name in seen:
        return
    for used in model.fed_by(line):
        _grow(branch, model, base, used, seen | {name})


def _line_text(model: Model, base: Plan, line: ModelLine) -> Text:
    value = base.values[line.id][-1] / line.unit.scale
    text = Text.assemble((line.spec.label, "bold"), f" = {number(float(f'{value:.6g}'))} {line.unit.text}  ")
    text.append(line_words(model, line), style="dim")
    steps = {say_conversion(n.conversion) for n in walk(line.node) if isinstance(n, Convert)} - {""}
    if steps:
        text.append(f"  [{'; '.join(sorted(steps))}]", style="cyan")
    return text


def _input(tree: Tree, model: Model, item: ModelInput) -> None:
    spec = item.spec
    text = Text.assemble(
        (spec.label, "bold"), f" = {number(float(f'{item.shown(item.likely):.6g}'))} {spec.unit}  ",
        (grade_word(spec.grade), GRADE_STYLE[spec.grade]), (f"  {value_words(item)}", "dim"),
    )  # fmt: skip
    branch = tree.add(text)
    if origin := provenance(item.override):
        branch.add(Text(origin, style="dim"))
    if item.moved_by:
        by = ", ".join(model.labels[name] for name in item.moved_by)
        branch.add(Text(f"Moved by the answer to {by}; at the median {moved_words(item)}", style="cyan"))
    if spec.note:
        branch.add(Text(spec.note, style="dim"))
    for name in spec.source:
        source = model.case.sources.get(name)
        citation = name if source is None else f"{cited(source)} {source.seen}, read {source.date:%Y-%m-%d}"
        branch.add(Text(citation, style="dim italic"))


def explain_document(model: Model, name: str) -> dict[str, object]:
    """The same for `--json`.

    Raises:
        RoiError: the model has none of that name.
    """
    _check_known(model, name)
    return _document(model, plan(model), name)


def _document(model: Model, base: Plan, name: str) -> dict[str, object]:
    inputs = {item.id: item for item in model.drawn}
    if name in inputs:
        item = inputs[name]
        sources = [model.case.sources[s] for s in item.spec.source if s in model.case.sources]
        return {
            "input": name,
            "label": item.spec.label,
            "value": item.shown(item.likely),
            "unit": item.unit.text,
            "distribution": item.spec.value,
            "grade": item.spec.grade,
            "note": item.spec.note,
            "sources": [{"id": s.id, "cited": cited(s), "read": f"{s.date:%Y-%m-%d}"} for s in sources],
        }
    line = model.line(name)
    return {
        "line": name,
        "label": line.spec.label,
        "value": float(base.values[name][-1]) / line.unit.scale,
        "unit": line.unit.text,
        "month": model.horizon,
        "words": line_words(model, line),
        "formula": line.spec.formula,
        "conversions": sorted(
            {say_conversion(n.conversion) for n in walk(line.node) if isinstance(n, Convert)} - {""}
        ),
        "from": [_document(model, base, used) for used in model.fed_by(line)],
    }
