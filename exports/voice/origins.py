"""Where a figure comes from, in words: the formula of a line read aloud, the spread of an input, a source cited."""

from __future__ import annotations

from exports.voice.formats import number
from exports.voice.wording import each_year, in_a_sentence
from roi.case import Source
from roi.formula.words import say
from roi.model import Model, ModelInput, ModelLine


def value_words(item: ModelInput) -> str:
    """An input's distribution in plain words, numbers in its unit."""
    unit = "%" if item.typed.percent else ""
    words = item.distribution.words(lambda value: number(value) + (f" {unit}" if unit else ""))
    return ", ".join(filter(None, (words, each_year(item))))


def line_words(model: Model, line: ModelLine) -> str:
    """The formula read aloud, with when it is paid and what it replaces."""
    labels = model.labels
    text = say(line.node, lambda name: in_a_sentence(labels[name]))
    if line.spec.when != "monthly":
        text += f"; paid: {line.spec.when}"
    if line.spec.instead_of:
        text += f"; instead of {in_a_sentence(labels[line.spec.instead_of])}, shown and never added"
    return text[:1].upper() + text[1:] + "."


def cited(source: Source) -> str:
    """Publisher, title, year, address."""
    year = f" ({source.year})" if source.year else ""
    parts = [f"{source.publisher}: {source.title}{year}", source.url, source.note]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."
