"""The compiled interpreter of tapes: each operation along all draws of a tile."""

from __future__ import annotations

import numpy as np

from roi.arrays import Array
from roi.sim.compiled.cached import compiled
from roi.sim.compiled.library import (
    above,
    at_least,
    at_most,
    below,
    clip,
    exp,
    j_curve,
    larger,
    log_growth,
    once,
    ramp,
    s_curve,
    smaller,
    year_factor,
)
from roi.sim.compiled.tape import CODES, WIDTH, Operations

_ZERO, _COPY, _NEGATIVE, _NOT = (CODES[name] for name in ("zero", "copy", "negative", "not"))
_ADD, _SUBTRACT, _TIMES, _DIVIDE, _POWER = (CODES[name] for name in ("+", "-", "*", "/", "**"))
_BELOW, _AT_MOST, _ABOVE, _AT_LEAST = (CODES[name] for name in ("<", "<=", ">", ">="))
_EQUAL, _UNEQUAL, _AND, _OR, _CHOOSE = (CODES[name] for name in ("==", "!=", "and", "or", "choose"))
_MIN, _MAX, _CLIP, _ABS, _EXP, _LOG = (CODES[name] for name in ("min", "max", "clip", "abs", "exp", "log"))
_J_CURVE, _SQRT, _RAMP, _S_CURVE, _ONCE = (
    CODES[name] for name in ("j_curve", "sqrt", "ramp", "s_curve", "once")
)
_YEAR_FACTOR = CODES["year_factor"]
_LOG_GROWTH, _ADVANCE, _ACCUMULATE = (CODES[name] for name in ("log_growth", "advance", "accumulate"))
_STORE, _LAG = CODES["store"], CODES["lag"]


@compiled
def execute(tape: Operations, rows: Array, past: Array, t: int) -> None:
    """Run the operations of a tape (n, 5) in month `t`; `past` is (stored lines, H + 1, W)."""
    for k in range(len(tape)):
        code, x, a, b, c = tape[k, 0], tape[k, 1], tape[k, 2], tape[k, 3], tape[k, 4]
        if code <= _POWER:
            _arithmetic(code, x, a, b, rows)
        elif code <= _CHOOSE:
            _logic(code, x, a, b, c, rows)
        elif code <= _SQRT:
            _functions(code, x, a, b, c, rows)
        else:
            _over_time(code, x, a, b, rows, past, t)


@compiled
def _arithmetic(code: int, x: int, a: int, b: int, rows: Array) -> None:
    if code == _TIMES:
        for i in range(WIDTH):
            rows[x, i] = rows[a, i] * rows[b, i]
    elif code == _ADD:
        for i in range(WIDTH):
            rows[x, i] = rows[a, i] + rows[b, i]
    elif code == _SUBTRACT:
        for i in range(WIDTH):
            rows[x, i] = rows[a, i] - rows[b, i]
    elif code == _DIVIDE:
        for i in range(WIDTH):
            rows[x, i] = rows[a, i] / rows[b, i]
    elif code == _POWER:
        for i in range(WIDTH):
            rows[x, i] = rows[a, i] ** rows[b, i]
    elif code == _NEGATIVE:
        for i in range(WIDTH):
            rows[x, i] = -rows[a, i]
    elif code == _NOT:
        for i in range(WIDTH):
            rows[x, i] = 1.0 if rows[a, i] == 0.0 else 0.0
    elif code == _COPY:
        for i in range(WIDTH):
            rows[x, i] = rows[a, i]
    elif code == _ZERO:
        for i in range(WIDTH):
            rows[x, i] = 0.0


@compiled
def _logic(code: int, x: int, a: int, b: int, c: int, rows: Array) -> None:
    if code == _BELOW:
        for i in range(WIDTH):
            rows[x, i] = 1.0 if below(rows[a, i], rows[b, i]) else 0.0
    elif code == _AT_MOST:
        for i in range(WIDTH):
            rows[x, i] = 1.0 if at_most(rows[a, i], rows[b, i]) else 0.0
    elif code == _ABOVE:
        for i in range(WIDTH):
            rows[x, i] = 1.0 if above(rows[a, i], rows[b, i]) else 0.0
    elif code == _AT_LEAST:
        for i in range(WIDTH):
            rows[x, i] = 1.0 if at_least(rows[a, i], rows[b, i]) else 0.0
    elif code == _EQUAL:
        for i in range(WIDTH):
            u, v = rows[a, i], rows[b, i]
            rows[x, i] = 1.0 if at_least(u, v) & at_most(u, v) else 0.0
    elif code == _UNEQUAL:
        for i in range(WIDTH):
            u, v = rows[a, i], rows[b, i]
            rows[x, i] = 0.0 if at_least(u, v) & at_most(u, v) else 1.0
    elif code == _AND:
        for i in range(WIDTH):
            rows[x, i] = 1.0 if (rows[a, i] != 0.0) & (rows[b, i] != 0.0) else 0.0
    elif code == _OR:
        for i in range(WIDTH):
            rows[x, i] = 1.0 if (rows[a, i] != 0.0) | (rows[b, i] != 0.0) else 0.0
    elif code == _CHOOSE:
        for i in range(WIDTH):
            chosen, other = rows[b, i], rows[c, i]
            rows[x, i] = chosen if rows[a, i] != 0.0 else other


@compiled
def _functions(code: int, x: int, a: int, b: int, c: int, rows: Array) -> None:
    if code == _MIN:
        for i in range(WIDTH):
            rows[x, i] = smaller(rows[a, i], rows[b, i])
    elif code == _MAX:
        for i in range(WIDTH):
            rows[x, i] = larger(rows[a, i], rows[b, i])
    elif code == _CLIP:
        for i in range(WIDTH):
            rows[x, i] = clip(rows[a, i], rows[b, i], rows[c, i])
    elif code == _ABS:
        for i in range(WIDTH):
            rows[x, i] = abs(rows[a, i])
    elif code == _EXP:
        for i in range(WIDTH):
            rows[x, i] = exp(rows[a, i])
    elif code == _LOG:
        for i in range(WIDTH):
            rows[x, i] = np.log(rows[a, i])
    elif code == _J_CURVE:
        for i in range(WIDTH):
            rows[x, i] = j_curve(rows[a, i], rows[b, i], rows[c, i])
    elif code == _YEAR_FACTOR:
        for i in range(WIDTH):
            rows[x, i] = year_factor(rows[a, i], rows[b, i])
    elif code == _SQRT:
        for i in range(WIDTH):
            rows[x, i] = np.sqrt(rows[a, i])


@compiled
def _over_time(code: int, x: int, a: int, b: int, rows: Array, past: Array, t: int) -> None:
    if code == _RAMP:
        for i in range(WIDTH):
            rows[x, i] = ramp(rows[a, i], rows[b, i])
    elif code == _S_CURVE:
        for i in range(WIDTH):
            rows[x, i] = s_curve(rows[a, i], rows[b, i])
    elif code == _ONCE:
        for i in range(WIDTH):
            rows[x, i] = once(t, rows[a, i])
    elif code == _LOG_GROWTH:
        for i in range(WIDTH):
            rows[x, i] = log_growth(rows[a, i])
    elif code == _ADVANCE and t > 0:
        for i in range(WIDTH):
            rows[x, i] *= rows[a, i]
    elif code == _ACCUMULATE and t > 0:
        for i in range(WIDTH):
            rows[x, i] += rows[a, i]
    elif code == _STORE:
        for i in range(WIDTH):
            past[x, t, i] = rows[a, i]
    elif code == _LAG:
        then = t - int(rows[b, 0])
        if then > 0:
            for i in range(WIDTH):
                rows[x, i] = past[a, then, i]
        else:
            for i in range(WIDTH):
                rows[x, i] = 0.0
