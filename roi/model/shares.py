"""Parts of one whole: what formulas see of a part is its share, and the shares of all parts make 100 %.

Of parts with the weights w_i the share of part i is w_i / Σ w.  Weights of gamma laws with one scale make it a
Dirichlet law (Devroye 1986, chapter XI, theorem 4.1); weights of any other laws a law whose margins are near those
that were typed, and not they.  A part that is known, a number or an answer, has the share that it says, and the
others divide what it leaves in proportion to their weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from roi.case import Case, Line, Override
from roi.errors import Place, RoiError
from roi.formula.check import Symbol, check
from roi.formula.nodes import Node, Share
from roi.formula.parse import parse
from roi.model.layer import OBSERVED
from roi.model.values import Model, ModelInput, ModelLine, Parts
from roi.units import ONE, Units
from roi.wholes import Whole

SUFFIX = "_share"  # of the line with the share of a part
ROUNDED = 0.005  # of each part: whole per cents that were rounded make a little more or less than 100
FAMILY = "dirichlet"
_WEIGHT = re.compile(rf"\b{FAMILY}\s*\(")  # means nothing but beside the other parts


def line_of(part: str) -> str:
    """The id of the line with the share of a part."""
    return part + SUFFIX


def parts_of(case: Case, inputs: Sequence[ModelInput]) -> tuple[Parts, ...]:
    """The wholes that the model has parts of.

    Raises:
        RoiError: a part that has a unit, may fall below 0, is a threshold, or is alone; weights that belong to no
            whole; numbers that do not make 100 %.
    """
    items = {item.id: item for item in inputs}
    wholes = []
    for whole in case.shares.values():
        active = tuple(items[name] for name in whole.parts if name in items)
        if active:
            _check_parts(case, whole, active)
            wholes.append(Parts(whole, active, _known(active, _answered(case, active))))
    parts = {item.id for each in wholes for item in each.items}
    for item in inputs:
        if _WEIGHT.search(item.spec.value) and item.id not in parts:
            where = Place(case.origin, f"[inputs.{item.id}]", "value")
            hint = 'Name it among the `parts` of a table [shares.some_id]; alone, 12 of 50 is "beta(13, 39)".'
            raise RoiError(f"`{FAMILY}` is a weight of a part of some whole", where, hint)
    for each in wholes:
        _check_sum(case, each)
    return tuple(wholes)


def share_lines(case: Case, wholes: Iterable[Parts], taken: Mapping[str, object]) -> dict[str, Line]:
    """The lines with the shares of all parts; `taken` are the ids of inputs and lines.

    Raises:
        RoiError: the id of such a line is taken.
    """
    lines = {}
    for parts in wholes:
        for item in parts.items:
            name = line_of(item.id)
            if name in taken:
                where = Place(case.origin, f"[shares.{parts.whole.id}]", "parts")
                message = (
                    f"`{name}` is the line of the share of `{item.id}`, and another input or line has this id"
                )
                raise RoiError(message, where, "Rename the other one.")
            label = f"Share of {item.spec.label}"
            lines[name] = Line(name, label, "%", parts.formula(item.id), note=parts.whole.note)
    return lines


def as_share(node: Node, part: str, parts: Parts) -> Share:
    """The checked tree of a share, with what a workbook needs to let it follow what is typed there."""
    return Share(
        node.span,
        node,
        part,
        tuple((item.id, item.shape) for item in parts.items),
        tuple(item.id for item in parts.items if not item.constant),
        parts.overridden,
        unit=node.unit,
        shape=node.shape,
    )


def answering(model: Model, lines: Sequence[ModelLine], names: Iterable[str]) -> tuple[ModelLine, ...]:
    """The lines as they are where these inputs are answered with values: a part then has the share it says.

    Args:
        model: whose parts there are.
        lines: of the model.
        names: inputs that are set to values which the model does not know.
    """
    given = frozenset(names)
    changed: dict[str, ModelLine] = {}
    for parts in model.wholes:
        new = given & {item.id for item in parts.items}
        if not new:
            continue
        known = _known(parts.items, parts.known | new, numbers=new)
        again = replace(parts, known=known)
        symbols = {item.id: Symbol(ONE, item.shape) for item in parts.items}
        for item in parts.items:
            changed[line_of(item.id)] = _again(
                model.line(line_of(item.id)), again, item, symbols, model.units
            )
    return tuple(changed.get(line.id, line) for line in lines)


def _again(
    line: ModelLine, parts: Parts, item: ModelInput, symbols: Mapping[str, Symbol], units: Units
) -> ModelLine:
    text = parts.formula(item.id)
    node = check(parse(text), text, symbols, units, line.unit.unit)
    # What is set is a row of draws like the others: the shape of the model's own tree holds for either.
    tree = replace(as_share(node, item.id, parts), shape=line.node.shape)
    return replace(line, node=tree, reads=line.reads)


def _known(
    items: Sequence[ModelInput], answered: frozenset[str], numbers: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The parts with a share of their own: numbers and answers, numbers alone where that is all of them.

    `numbers`: those that are set to a number which the model does not know.
    """
    constants = frozenset(item.id for item in items if item.constant) | numbers
    for known in (constants | answered, constants):
        if len(known) < len(items):
            return known
    return frozenset()


def _answered(case: Case, items: Sequence[ModelInput]) -> frozenset[str]:
    """The parts that another value stands in for than the document's own: of a preset, an option, or somebody.

    What an update by observations leaves of a part is its weight, as the document's own value is.
    """

    def is_documents_value(item: ModelInput, override: Override) -> bool:
        spec = case.inputs.get(item.id)
        return spec is not None and spec.value == override.value

    return frozenset(
        item.id
        for item in items
        if item.override is not None
        and item.layer != OBSERVED
        and not is_documents_value(item, item.override)
    )


def _check_parts(case: Case, whole: Whole, items: Sequence[ModelInput]) -> None:
    where = Place(case.origin, f"[shares.{whole.id}]", "parts")
    if len(items) < 2:
        hint = "Name the other parts, or take the table out."
        raise RoiError(f"`{items[0].id}` is the only part of “{whole.label}”", where, hint)
    for item in items:
        if item.unit.unit != ONE:
            message = f"`{item.id}` is in {item.unit.text}; a part of a whole is in % or a plain number"
            raise RoiError(message, where, 'Give it unit = "%".')
        if item.spec.yearly is not None:
            message = f"`{item.id}` is drawn anew each year, and a whole is divided once a draw"
            raise RoiError(message, where, "Take out its `yearly`, or let what the whole is of have one.")
        if item.spec.threshold_of:
            raise RoiError(f"`{item.id}` is a threshold, and no part of a whole", where, "Take it out.")
        if item.distribution.support[0] < 0:
            message = f"`{item.id}` may fall below 0, and no part of a whole does"
            raise RoiError(message, where, f'Cut it: value = "truncate({item.spec.value}, low=0)".')
    samples = {item.distribution.arguments["of"] for item in items if item.distribution.family.name == FAMILY}
    if len(samples) > 1:
        sizes = " and ".join(f"{size:g}" for size in sorted(samples))
        message = f"the counts of “{whole.label}” are of {sizes}"
        raise RoiError(message, where, f"Counts of one sample are of one number: {FAMILY}(12, 50).")


def _check_sum(case: Case, parts: Parts) -> None:
    """Numbers of all parts make 100 %, those of some no more: but for the rounding of each."""
    numbers = [item for item in parts.items if item.constant]
    every = len(numbers) == len(parts.items)
    total, slack = sum(item.likely for item in numbers), ROUNDED * len(numbers)
    if total <= 1 + slack and (total >= 1 - slack or not every):
        return
    listed = ", ".join(f"`{item.id}` {100 * item.likely:.4g} %" for item in numbers)
    wanted = "must make 100 %" if every else "may make no more than 100 %"
    message = f"the parts of “{parts.whole.label}” {wanted}; {listed} make {100 * total:.4g} %"
    hint = "Correct one of them, or leave one open: it then has what the others leave."
    raise RoiError(message, Place(case.origin, f"[shares.{parts.whole.id}]"), hint)
