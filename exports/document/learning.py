"""What answers tell, as parts of documents: what moved with them, what stays with another product."""

from __future__ import annotations

from exports.document.part import Part, field
from exports.voice.learning import medians
from roi.model import Model


class Moved(Part):
    """An input that answers to correlated facts have moved; values in its declared unit."""

    id: str = field("id of the input")
    label: str = field("what people call it")
    unit: str = field("the declared unit")
    by: list[str] = field("ids of the answered facts")
    was: float = field("its median in the evidence")
    now: float = field("its median after the answers")
    likely_was: float = field("its likely value in the evidence, of the base case")
    likely_now: float = field("its likely value after the answers, of the base case")


class Aside(Part):
    """An answer that is not used here: it belongs to another product."""

    id: str = field("id of the input")
    label: str = field("what people call it")
    value: str = field("the text of the answer")
    product: str = field("what the answer belongs to")
    here: str = field("what the input is about in what is deployed")


def moved_parts(model: Model) -> list[Moved]:
    """What answers have moved, in the order of the document."""
    entries = []
    for item in model.moved:
        was, now = medians(item)
        assert item.evidence is not None
        entries.append(
            Moved(
                id=item.id, label=item.spec.label, unit=item.unit.text, by=list(item.moved_by), was=was, now=now,
                likely_was=item.shown(item.evidence.likely), likely_now=item.shown(item.likely),
            )
        )  # fmt: skip
    return entries


def aside_parts(model: Model) -> list[Aside]:
    """The answers that belong to another product than the one deployed."""
    return [
        Aside(
            id=name, label=model.labels[name], value=answer.value, product=answer.product or "",
            here=model.input(name).spec.product,
        )
        for name, answer in model.aside.items()
    ]  # fmt: skip
