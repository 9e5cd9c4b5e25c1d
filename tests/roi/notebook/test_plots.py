"""Plots of a run show its numbers, and texts of files as texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import cases
import roi
from roi.errors import RoiError
from roi.notebook.plots import BARS, KINDS, SHOWN
from roi.sim.cuts import CASH, HEADLINE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle


@pytest.fixture(scope="module")
def run() -> roi.Run:
    return roi.simulate(cases.load("code-assistant"), draws=2_048, seed=1)


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Without a screen; Matplotlib takes half a second, and is read where a test of it runs."""
    monkeypatch.setenv("MPLBACKEND", "Agg")
    from matplotlib import pyplot as plt

    yield
    plt.close("all")


def bars(ax: Axes) -> list[Rectangle]:
    from matplotlib.patches import Rectangle

    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def test_bars_of_a_histogram_are_the_draws(run: roi.Run) -> None:
    ax = run.plot()
    values = run.values("npv").ravel()
    low, high = np.percentile(values, SHOWN)
    assert len(bars(ax)) == BARS
    assert sum(bar.get_height() for bar in bars(ax)) == np.count_nonzero((values >= low) & (values <= high))
    marks = {np.asarray(line.get_xdata()).flat[0] for line in ax.lines}
    assert {run.summary().metrics[HEADLINE]["npv"].percentiles[p].value for p in (10, 50, 90)} <= marks


def test_draws_without_a_finite_value_are_counted(run: roi.Run) -> None:
    ax = run.plot(metric="payback_months")
    never = np.mean(~np.isfinite(run.values("payback_months")))
    assert 0 < never < 1
    assert f"{never:.1%} without a finite value" in ax.get_ylabel()


def test_the_fan_is_the_summary_s(run: roi.Run) -> None:
    ax = run.plot("fan", cut="cash")
    (middle, _zero) = ax.lines
    np.testing.assert_array_equal(middle.get_ydata(), run.summary().fans[CASH].percentiles[50])
    assert len(np.asarray(middle.get_xdata())) == run.model.horizon + 1


def test_bars_of_a_tornado_end_at_the_swings(run: roi.Run) -> None:
    ax = run.plot("tornado", metric="roi")
    widest = roi.tornado(run.model, "roi")[0]
    highest = max(bar.get_y() for bar in bars(ax))
    ends = sorted({bar.get_x() + bar.get_width() for bar in bars(ax) if bar.get_y() == highest})
    assert ends == pytest.approx(sorted(widest.metric), rel=1e-9)
    assert widest.item.spec.label[:20] in ax.get_yticklabels()[-1].get_text()


@pytest.mark.parametrize("kind", KINDS)
def test_dollars_of_a_title_are_no_formula(run: roi.Run, kind: str) -> None:
    case = run.model.case
    title = r"Cost of $x_$ and $\frac{1}{0}$"
    items = {name: replace(item, label=r"$\bad{$" + name) for name, item in case.inputs.items()}
    changed = replace(case, header=replace(case.header, title=title), inputs=items)
    ax = roi.simulate(changed, draws=64).plot(kind)  # type: ignore[arg-type]
    ax.figure.canvas.draw()
    assert ax.get_title().startswith(title)


def test_what_cannot_be_drawn_says_so(run: roi.Run) -> None:
    narrow = roi.simulate(run.model.case, draws=64, scope="npv")
    with pytest.raises(RoiError, match="are not kept"):
        narrow.plot("fan")
    brochure = roi.simulate(run.model.case, draws=64, preset="report")
    with pytest.raises(RoiError, match="evidence"):
        brochure.plot()
    with pytest.raises(RoiError, match="no draw has a finite payback"):
        run.plot(metric="payback_months", cut="cash")


def test_it_draws_where_it_is_asked_to(run: roi.Run) -> None:
    from matplotlib import pyplot as plt

    _, ax = plt.subplots()
    assert run.plot("fan", ax=ax) is ax


def test_without_matplotlib_the_extra_is_named(run: roi.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(RoiError, match="extra `plot`"):
        run.plot()
