"""What both programs need of a chart, set once for all kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from exports.workbook.writer.book import Book
from exports.workbook.writer.charts import Axis, Series, fan, histogram, stacked, tornado
from exports.workbook.writer.package import save
from exports.workbook.writer.styles import GAIN, LOSS, NET
from tests.support.drawings import C, Drawn, alt_texts, charts

SIZE = (12.0, 7.0)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with one chart of each kind."""
    book = Book("charts")
    page = book.sheet("Page")
    for row in range(1, 7):
        page.text(row, 1, f"Step {row}")
        for col in range(2, 6):
            page.put(row, col, float((-1) ** row * row * col))
    labels, first, second, third = (page.span(1, col, 6, col) for col in range(1, 5))
    two = [Series("Low", first, LOSS), Series("High", second, GAIN)]
    money, share = Axis("USD", "#,##0"), Axis("Share", "0%")
    made = [
        histogram("Histogram", labels, two, Series("Curve", third, NET), Axis(), money, share, SIZE),
        fan(
            "Fan",
            labels,
            Series("Base", first),
            two,
            Series("P50", third, NET),
            Axis("Month", every=1),
            money,
            SIZE,
        ),
        stacked("Waterfall", labels, [Series("Base", third), *two], Axis(), money, SIZE),
        tornado("Tornado", labels, two, Axis(), money, SIZE),
    ]
    for place, chart in enumerate(made):
        page.chart(chart, f"H{1 + 20 * place}", f'Chart "{place}" & more')
    path = tmp_path_factory.mktemp("charts") / "charts.xlsx"
    save(book, path)
    return path


@pytest.fixture(scope="module")
def drawn(path: Path) -> list[Drawn]:
    """Its charts."""
    return charts(path)


def values(chart: Drawn, tag: str) -> list[str]:
    """The `val` of every element of that name."""
    return [node.get("val", "") for node in chart.xml.iter(f"{C}{tag}")]


def test_every_chart_has_its_title_and_alternative_text(path: Path, drawn: list[Drawn]) -> None:
    assert [chart.title for chart in drawn] == ["Histogram", "Fan", "Waterfall", "Tornado"]
    assert alt_texts(path) == [f'Chart "{place}" & more' for place in range(4)]


def test_axes_are_there_and_labels_do_not_run_over_negative_bars(drawn: list[Drawn]) -> None:
    for chart in drawn:
        axes = [axis for kind in ("catAx", "valAx") for axis in chart.xml.iter(f"{C}{kind}")]
        assert len(axes) >= 2
        for axis in axes:
            assert axis.find(f"{C}delete").get("val") == "0"
        for axis in chart.xml.iter(f"{C}catAx"):
            assert axis.find(f"{C}tickLblPos").get("val") == "low"


def test_negative_bars_keep_their_colour(drawn: list[Drawn]) -> None:
    for chart in drawn:
        bars = [series for kind in chart.xml.iter(f"{C}barChart") for series in kind.iter(f"{C}ser")]
        assert all(series.find(f"{C}invertIfNegative").get("val") == "0" for series in bars)
    assert sum(len(list(chart.xml.iter(f"{C}barChart"))) for chart in drawn) == 3


def test_categories_are_read_as_text(drawn: list[Drawn]) -> None:
    for chart in drawn:
        categories = list(chart.xml.iter(f"{C}cat"))
        assert categories
        assert all(category.find(f"{C}strRef") is not None for category in categories)


def test_what_only_carries_others_is_not_in_the_legend(drawn: list[Drawn]) -> None:
    assert [values(chart, "idx").count("0") for chart in drawn if chart.title in ("Fan", "Waterfall")] == [
        2,
        2,
    ]
    for chart in drawn:
        entries = [entry.find(f"{C}idx").get("val") for entry in chart.xml.iter(f"{C}legendEntry")]
        assert entries == (["0"] if chart.title in ("Fan", "Waterfall") else [])


def test_bars_on_their_side_run_downwards_and_have_their_numbers_below(drawn: list[Drawn]) -> None:
    for chart in drawn:
        lying = chart.title in ("Waterfall", "Tornado")
        assert ("maxMin" in values(chart, "orientation")) == lying
        assert values(chart, "barDir") == {"Fan": [], "Histogram": ["col"]}.get(chart.title, ["bar"])
