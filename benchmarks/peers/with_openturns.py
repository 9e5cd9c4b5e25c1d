"""The reference workload through OpenTURNS: a joint distribution, and the model as one symbolic function.

Every month stands in one program, so that a draw is read once (unrolled months take a little longer).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import openturns

from benchmarks.peers.draws import INPUTS, Law, Normal, Pert, Triangular, Uniform

NEVER = 1e9  # the language of formulas has no infinity
PROGRAM = f"""
var base := visits / 12 * (before - after - review) / 60 * rate * realised * ceiling;
var fee := licence * 200 * ceiling;
var step := (1 + growth)^(1 / 12);
var discount := 1.1^(-1 / 12);
var factor := 1;
var costs := implementation + training * 200 * rate;
var benefits := 0;
var running := -costs;
var last := 0;
var below := running;
var above := 0;
for (var t := 1; t <= 36; t += 1)
{{
  var use := min(1, t / ramp);
  base *= step;
  factor *= discount;
  var gain := base * use;
  var cost := fee * use;
  benefits += gain * factor;
  costs += cost * factor;
  running += gain - cost;
  if (last == t - 1) above := running;
  if (running < 0) {{ last := t; below := running; }};
}};
npv := benefits - costs;
roi := benefits / costs - 1;
payback := if (last == 36, {NEVER}, last + below / (below - above));
"""


def distribution(law: Law) -> openturns.Distribution:
    match law:
        case Pert(low, _, high):
            return openturns.Beta(*law.shapes, low, high)
        case Triangular(low, mode, high):
            return openturns.Triangular(low, mode, high)
        case Uniform(low, high):
            return openturns.Uniform(low, high)
        case Normal(mean, sd):
            return openturns.Normal(mean, sd)


@lru_cache(maxsize=1)
def model() -> tuple[openturns.JointDistribution, openturns.SymbolicFunction]:
    joint = openturns.JointDistribution([distribution(law) for law in INPUTS.values()])
    return joint, openturns.SymbolicFunction(list(INPUTS), ["npv", "roi", "payback"], PROGRAM)


def run(n: int, seed: int) -> dict[str, np.ndarray]:
    openturns.RandomGenerator.SetSeed(seed)
    joint, function = model()
    npv, roi, payback = np.asarray(function(joint.getSample(n))).T
    return {"npv": npv, "roi": roi, "payback": np.where(payback == NEVER, np.inf, payback)}
