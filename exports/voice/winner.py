"""The disappointment of whoever chooses the best of several ways to deploy, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from exports.voice.formats import figure, money, share
from roi.analysis.comparison import NOTHING
from roi.analysis.disappointment import Disappointment


def disappointment_sentences(
    found: Disappointment, currency: str, label: Callable[[str], str] = str
) -> Iterator[str]:
    """By the plan, by the draws, and by a class where one is given.

    Args:
        label: what people call a way to deploy.
    """
    gap = found.plan - found.mean
    if found.planned != NOTHING and gap > 0:
        yield (
            f"Who chooses by the plan takes {label(found.planned)} for {money(found.plan, currency)} and is "
            f"to expect {money(found.mean, currency)}: {money(gap, currency)} less."
        )
    best = int(found.means.argmax())
    text = (
        f"The means are expected values, so that the best of them disappoints by no more than its draws: "
        f"{figure(found.sampling.disappointment, 'money', currency)} on average"
    )
    again = f"{label(found.names[best])} again in {share(found.sampling.chosen[best])}"
    yield f"{text}; other draws would choose {again}."
    shrunk = found.by_class
    if shrunk is None:
        return
    winner, after = label(found.names[shrunk.winner]), label(found.names[shrunk.after])
    values = "; ".join(
        f"{label(name)} {money(value, currency)} (best in {share(chance)})"
        for name, value, chance in zip(found.names, shrunk.values, shrunk.best, strict=True)
    )
    yield f"Drawn towards its class: {values}."
    if shrunk.winner == shrunk.after and found.names[shrunk.winner] == NOTHING:
        yield "To do nothing stays the best."
        return
    what = "stays the best" if shrunk.winner == shrunk.after else f"gives way to {after}"
    how = "less" if shrunk.disappointment >= 0 else "more"
    yield f"By it {winner} is worth {money(abs(shrunk.disappointment), currency)} {how} than estimated, and {what}."
