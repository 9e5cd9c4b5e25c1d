"""The disappointment of whoever chooses the best of several ways to deploy, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from exports.voice.formats import figure, money, share
from roi.analysis.comparison import NOTHING
from roi.analysis.disappointment import Disappointment


def disappointment_sentences(
    disappointment: Disappointment, currency: str, label: Callable[[str], str] = str
) -> Iterator[str]:
    """By the plan, by the draws, and by a class where one is given.

    Args:
        label: what people call a way to deploy.
    """
    gap = disappointment.plan - disappointment.mean
    if disappointment.planned != NOTHING and gap > 0:
        yield (
            f"Who chooses by the plan takes {label(disappointment.planned)} for "
            f"{money(disappointment.plan, currency)} and is "
            f"to expect {money(disappointment.mean, currency)}: {money(gap, currency)} less."
        )
    best = int(disappointment.means.argmax())
    text = (
        f"The means are expected values, so that the best of them disappoints by no more than its draws: "
        f"{figure(disappointment.sampling.disappointment, 'money', currency)} on average"
    )
    again = f"{label(disappointment.names[best])} again in {share(disappointment.sampling.chosen[best])}"
    yield f"{text}; other draws would choose {again}."
    shrunk = disappointment.by_class
    if shrunk is None:
        return
    winner, after = label(disappointment.names[shrunk.winner]), label(disappointment.names[shrunk.after])
    values = "; ".join(
        f"{label(name)} {money(value, currency)} (best in {share(chance)})"
        for name, value, chance in zip(disappointment.names, shrunk.values, shrunk.best, strict=True)
    )
    yield f"Drawn towards its class: {values}."
    if shrunk.winner == shrunk.after and disappointment.names[shrunk.winner] == NOTHING:
        yield "To do nothing stays the best."
        return
    what = "stays the best" if shrunk.winner == shrunk.after else f"gives way to {after}"
    how = "less" if shrunk.disappointment >= 0 else "more"
    yield f"By it {winner} is worth {money(abs(shrunk.disappointment), currency)} {how} than estimated, and {what}."
