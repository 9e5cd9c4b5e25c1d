"""The parts of a story: values only, no markup and no colours; what is in it is text, whatever it looks like."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Literal

from exports.story.charts import Chart
from exports.voice.formats import Figure, FigureSpan
from roi.notation import written_day
from roi.records import dataclass

SectionName = Literal[
    "ask", "today", "worth", "when", "costs", "conditions", "risk", "claim", "ways", "questions", "drivers",
    "evidence", "realisation", "decision", "method",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Why:
    """What stands behind a figure.

    Attributes:
        label: of the input, the line or the figure that it rests on.
        value: with its unit.
        words: how it comes about, in words.
        grade: how well it is known: `primary`, `vendor`, `judgement` …; "" for what is worked out.
        source: who says so: publisher, title, year and address; "" where nobody does.
        read: when the source was read, or the answer given.
    """

    label: str
    value: str
    words: str = ""
    grade: str = ""
    source: str = ""
    read: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that is shown.

    Attributes:
        name: dotted, unique in a story: `npv.expected`, `payback.p50`, `today.spent`.
        label: what people call it.
        figure: how much, with its sampling error.
        around: between what eight in ten draws lie; None where that is not said.
        note: a word on it.
        sign: −1, 0 or 1: a loss, neither, a gain.
        why: what stands behind it, the most important first.
    """

    name: str
    label: str
    figure: Figure
    around: FigureSpan | None = None
    note: str = ""
    sign: int = 0
    why: tuple[Why, ...] = ()

    @property
    def detail(self) -> str:
        """`8 in 10: USD −475 k to −144 k`, or the note."""
        return self.note if self.around is None else f"8 in 10: {self.around}"

    def variables(self) -> Iterator[tuple[str, str]]:
        """The texts of its figures by dotted name: `npv.expected`, `npv.expected.value`, `npv.p10` …"""
        yield self.name, str(self.figure)
        yield f"{self.name}.value", self.figure.value
        yield f"{self.name}.error", self.figure.error
        yield f"{self.name}.label", self.label
        yield f"{self.name}.detail", self.detail
        if self.around is not None:
            stem = self.name.rpartition(".")[0]
            yield f"{stem}.p10", self.around.low.value
            yield f"{stem}.p90", self.around.high.value
            yield f"{stem}.range", str(self.around)


@dataclass(frozen=True, slots=True)
class StoryTable:
    """Cells in words.

    Attributes:
        head: headings, as many as cells in a row; () without headings.
        figures_from: the first column that holds figures, which stand right.
        summed: whether the last row is the sum of the others.
        strong: the row that stands out, from 0; None for none.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures_from: int = 1
    summed: bool = False
    strong: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the story with all that any form shows of it; a form may show less, never another figure.

    Attributes:
        name: which one; `title`: its heading.
        lead: its message, a sentence; "" without one.
        facts: its figures.
        text: sentences, a paragraph each; `bullets`: items of a list.
        table, chart: None without one.
        note: on what its figures are of, in small.
        why: what stands behind its figures that are no facts: of text, table and chart.
    """

    name: SectionName
    title: str
    lead: str = ""
    facts: tuple[Fact, ...] = ()
    text: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    table: StoryTable | None = None
    chart: Chart | None = None
    note: str = ""
    why: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """A section that is left out, and why: a sentence."""

    name: SectionName
    because: str


@dataclass(frozen=True, slots=True)
class Story:
    """What is sent.

    Attributes:
        title: of the case; `subtitle`: how it is deployed, in which view and place.
        prospect, prepared_by: "" where nobody is named.
        date: on which it was made; `valid_until`: None where it does not end.
        sections: in the buyer's order, decision first, method last.
        absent: sections that there is no ground for.
        remarks: what a reader of the figures must know, sentences.
        items: what may be repeated, by kind (`option`, `benefit`, `question` …): the fields of each item.
    """

    title: str
    subtitle: str
    prospect: str
    prepared_by: str
    date: datetime.date
    valid_until: datetime.date | None
    currency: str
    sections: tuple[Section, ...]
    absent: tuple[Absent, ...] = ()
    remarks: tuple[str, ...] = ()
    items: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)

    def section(self, name: SectionName) -> Section | None:
        """The section of that name; None where it is left out."""
        return next((section for section in self.sections if section.name == name), None)

    @property
    def facts(self) -> Mapping[str, Fact]:
        """Every figure by its name, in the order of the sections."""
        return {fact.name: fact for section in self.sections for fact in section.facts}

    @property
    def charts(self) -> Mapping[str, Chart]:
        """Every chart by the name of its section."""
        return {section.name: section.chart for section in self.sections if section.chart is not None}

    @property
    def tables(self) -> Mapping[str, StoryTable]:
        """Every table by the name of its section."""
        return {section.name: section.table for section in self.sections if section.table is not None}

    def names(self) -> Mapping[str, str]:
        """Every name that a master may use: with its text, a chart with its title, a table with its section's."""
        charts = {f"chart:{name}": chart.title for name, chart in self.charts.items()}
        tables = {f"table:{section.name}": section.title for section in self.sections if section.table}
        return {**self.variables(), **charts, **tables}

    def variables(self) -> Mapping[str, str]:
        """Every name that a form may use with its text.

        `title`, `prospect`, `date` …; a section's lead by its name (`ask`), its title (`ask.title`), and
        its paragraphs and bullets, a line each (`ask.text`, `risk.list`); the figures
        (`npv.expected`); fields of items (`option.1.title`), from 1.
        """
        texts = {
            "title": self.title,
            "subtitle": self.subtitle,
            "prospect": self.prospect,
            "prepared_by": self.prepared_by,
            "date": written_day(self.date),
            "valid_until": written_day(self.valid_until) if self.valid_until else "",
            "currency": self.currency,
        }
        for section in self.sections:
            texts[section.name] = section.lead
            texts[f"{section.name}.title"] = section.title
            texts[f"{section.name}.text"] = "\n".join(section.text)
            texts[f"{section.name}.list"] = "\n".join(section.bullets)
            texts[f"{section.name}.note"] = section.note
        for fact in self.facts.values():
            texts.update(fact.variables())
        for kind, items in self.items.items():
            for place, item in enumerate(items, 1):
                texts.update({f"{kind}.{place}.{key}": text for key, text in item.items()})
        return texts
