"""What is asked of whoever decides: one sentence that follows from the verdict."""

from __future__ import annotations

from exports.voice.formats import money
from exports.voice.headline import share_of
from exports.voice.verdict import as_deployed, condition, named, sentence
from exports.voice.wording import in_a_sentence
from roi.analysis.verdict import Verdict
from roi.analysis.ways import Way


def act(verdict: Verdict) -> str:
    """What to do, without a full stop: `Go ahead if “Price of a seat” is 56.6 USD/seat/month or less`."""
    if verdict.word == "no verdict":
        if verdict.headline.undefined:
            return f"First state what it costs ({', '.join(verdict.model.unstated)})"
        return "First find out how far the inputs without an end can go"
    if verdict.word == "pilot first":
        return _pilot(verdict)
    if verdict.word == "go if":
        if verdict.way is not None:
            return f"Go ahead, but deployed {as_deployed(verdict.way)}"
        assert verdict.threshold is not None
        return f"Go ahead if {condition(verdict.threshold, verdict.model, pays=True)}"
    if verdict.word == "go":
        return "Go ahead"
    if verdict.word == "not yet" and verdict.worth is None and verdict.threshold is None:
        return "Leave it, unless more than one thing changes"
    if verdict.out_of_reach:
        assert verdict.threshold is not None
        return f"Leave it, unless {condition(verdict.threshold, verdict.model, pays=True)}"
    start = "Do not go ahead yet" if verdict.word == "not yet" else "Leave the decision open"
    if not verdict.ask:
        return start
    first = "negotiate" if all(item.spec.lever for item in verdict.ask) else "find out"
    return f"{start}; first {first} {named(verdict.ask)}"


def ask_sentence(verdict: Verdict) -> str:
    """What to do and the figures that say so: `Go ahead: expected gain USD 7.87 M; a loss in 12 % of draws.`"""
    way = way_asked_for(verdict)
    if way is not None:
        return f"{act(verdict)}: {_so_deployed(way, verdict.headline.currency)}."
    stands = "as it stands, " if verdict.word == "go if" else ""
    return f"{act(verdict)}: {stands}{in_a_sentence(sentence(verdict).figures)}"


def way_asked_for(verdict: Verdict) -> Way | None:
    """The other way to deploy that is asked for, whose figures the ask then says.

    Of an estimate that is a pilot itself, none: a way without a gate that brings more is no way to pilot it.
    """
    if verdict.word == "pilot first":
        return verdict.way if verdict.way is not None and verdict.way.gated else None
    return verdict.way if verdict.word == "go if" else None


def _pilot(verdict: Verdict) -> str:
    pilot = way_asked_for(verdict)
    return "Run the pilot, then decide" if pilot is None else f"Start {as_deployed(pilot)}, then decide"


def _so_deployed(way: Way, currency: str) -> str:
    return (
        f"on the same draws {money(way.expected.value, currency)} expected, a loss in "
        f"{share_of(way.loss)} of draws"
    )
