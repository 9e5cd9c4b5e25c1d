"""The two engines side by side."""

from __future__ import annotations

import numpy as np

from roi.sim.cuts import CASH, SOFT
from roi.sim.run import Run


def assert_same(arrays: Run, compiled: Run) -> None:
    """To 1e-12 of what a figure is a sum of; rates of return, solved by iteration, to 1e-9 of 1 + rate."""
    assert arrays.draws.keys() == compiled.draws.keys()
    money = np.abs(arrays.draws["pv_costs", CASH]) + np.abs(arrays.values("pv_benefits", SOFT))
    for (name, cut), values in arrays.draws.items():
        found = compiled.draws[name, cut]
        np.testing.assert_array_equal(np.isnan(values), np.isnan(found))
        np.testing.assert_array_equal(np.isinf(values), np.isinf(found))
        sound = np.isfinite(values)
        values, found, of = values[sound], found[sound], money[sound]
        scale = (1 + np.abs(values)) * (1e3 if name == "irr" else 1)
        if "payback" not in name and name != "irr":
            scale = of
        assert np.all(np.abs(found - values) <= 1e-12 * scale), name
    assert arrays.off_plan == compiled.off_plan
    assert arrays.means.keys() == compiled.means.keys()
    for key, values in arrays.means.items():
        size = np.max(np.abs(values[np.isfinite(values)]), initial=1e-300)
        np.testing.assert_allclose(compiled.means[key], values, rtol=1e-11, atol=1e-12 * size)
    for cut, rows in arrays.running.items():
        np.testing.assert_allclose(compiled.running[cut], rows, rtol=1e-11, atol=1e-12 * np.abs(rows).max())


def bits(run: Run) -> dict[str, bytes]:
    """All that a run has worked out, to the last bit."""
    found = {f"draws {key}": values.tobytes() for key, values in run.draws.items()}
    found |= {f"mean {key}": np.ascontiguousarray(values).tobytes() for key, values in run.means.items()}
    return found | {f"running {cut}": rows.tobytes() for cut, rows in run.running.items()}
