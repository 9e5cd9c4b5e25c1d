"""A story as a PDF of one sheet, its plan of benefits as a second, by Typst (extra `pdf`): tagged, no browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any

from exports.brand import Brand
from exports.page.fitting import layout
from exports.page.ink import SIZE
from exports.page.sheet import ERROR, FAMILY, on_paper, whose
from exports.page.svg import drawn
from exports.story.parts import Section, Story, StoryTable
from exports.voice.spaces import held
from roi.extras import imported
from roi.text import one_line, plain

MOST_TEXT, MOST_ITEM, MOST_LINE = 420, 260, 160  # characters of a paragraph, of an item of a list, of a line
LOGO = (34.0, 13.0)  # the box of a logo, millimetres
FONTS = (
    "Liberation Sans",
    "Arial",
    "Helvetica",
    "DejaVu Sans",
)  # after that of the brand


def check_pdf() -> None:
    """Refuse where PDF cannot be written.

    Raises:
        RoiError: typst is not installed.
    """
    imported("typst", "a PDF", "pdf")


def pdf(story: Story, brand: Brand, *, with_plan: bool = False) -> bytes:
    """The file: PDF/UA-1 where every letter has a font here, else tagged all the same.

    The same story gives the same bytes where the same fonts are installed.

    Args:
        with_plan: the plan of benefits follows on a sheet of its own.

    Raises:
        RoiError: typst is not installed.
    """
    typst = imported("typst", "a PDF", "pdf")
    inputs = {"data": json.dumps(_data(story, brand, with_plan=with_plan))}
    with as_file(files("exports.page").joinpath("page.typ")) as source:
        try:
            return bytes(typst.compile(source, sys_inputs=inputs, pdf_standards=["ua-1"]))
        except typst.TypstError:  # a letter that no font here has
            return bytes(typst.compile(source, sys_inputs=inputs))


def _data(story: Story, brand: Brand, *, with_plan: bool) -> Mapping[str, Any]:
    plan = story.section("realisation") if with_plan else None
    logo, placed = brand.logo, layout(story, brand)
    style = _style(brand)
    return {
        "title": one_line(story.title, MOST_LINE),
        "authors": [one_line(story.prepared_by)] if story.prepared_by else [],
        "day": [story.date.year, story.date.month, story.date.day],
        "whose": one_line(whose(story), MOST_ITEM),
        "footer": one_line(" · ".join(filter(None, (brand.footer[:MOST_LINE], ERROR)))),
        "confidentiality": one_line(brand.confidentiality, MOST_LINE),
        "logo": None if logo is None else {
            "bytes": list(logo.png), "alt": one_line(logo.alt), "width": logo.fitted(*LOGO)[0],
        },
        "look": {
            "primary": brand.primary, "accent": brand.accent,
            "fonts": list(dict.fromkeys((brand.font, *FONTS))),
        },
        "parts": {
            part.name: [
                _section(on_paper(each), style) for each in part.sections if each.name not in placed.left_out
            ]
            for part in placed.parts
        },
        "plan": None if plan is None else {**_section(plan, style), "note": plain(plan.note, MOST_TEXT)},
    }  # fmt: skip


def _section(section: Section, style: str) -> Mapping[str, Any]:
    chart = section.chart
    return {
        "name": section.name,
        "title": one_line(section.title, MOST_LINE),
        "lead": held(plain(section.lead, MOST_ITEM)),
        "facts": [
            {
                "label": one_line(fact.label, MOST_LINE),
                "value": one_line(fact.figure.value),
                "error": one_line(fact.figure.error),
                "detail": one_line(fact.detail, MOST_LINE),
                "sign": fact.sign,
            }
            for fact in section.facts
        ],
        "bullets": [held(plain(each, MOST_ITEM)) for each in section.bullets],
        "text": [held(plain(each, MOST_TEXT)) for each in section.text],
        "table": None if section.table is None else _table(section.table),
        "chart": None if chart is None else {
            "svg": drawn(chart, section.name, style), "alt": one_line(f"{chart.title}. {chart.alt}"),
        },
    }  # fmt: skip


def _table(table: StoryTable) -> Mapping[str, Any]:
    last = len(table.rows) - 1
    return {
        "columns": len(table.rows[0]),
        "from": table.figures_from,
        "head": [one_line(cell) for cell in table.head],
        "rows": [
            {
                "cells": [plain(cell, MOST_ITEM) for cell in row],
                "strong": place == table.strong or (table.summed and place == last),
            }
            for place, row in enumerate(table.rows)
        ],
    }


def _style(brand: Brand) -> str:
    """The looks of charts, with the colours of paper."""
    family = ", ".join(f"'{name}'" for name in (FAMILY.sub("", brand.font), *FONTS))
    return f"""text {{ font-size: {SIZE:g}px; font-family: {family}; fill: #1a1a1a }}
.gain {{ fill: #2f75b5 }} .loss {{ fill: #c55a11 }} .net {{ fill: {brand.primary} }} .band {{ fill: #bdd3ea }}
.line {{ fill: none; stroke: {brand.primary}; stroke-width: 1.6 }}
.dashed {{ fill: none; stroke: #c55a11; stroke-width: 1.6; stroke-dasharray: 4 3 }}
.axis {{ stroke: #1a1a1a; stroke-width: 1 }} .grid {{ stroke: #c9ced6; stroke-width: 0.5 }}"""
