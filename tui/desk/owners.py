"""Who answers for benefits and costs, as typed into an estimate that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cases.accountability import flows_of
from roi.accountability import (
    LAST_DAY,
    Accountability,
    accountable,
    check_accountability,
    office_of,
    review_days,
)
from roi.case import Line
from roi.errors import Place, RoiError
from roi.text import one_line
from tui.desk.session import Session


def flows(session: Session) -> tuple[Line, ...]:
    """Benefits, then costs, of the estimate as it is deployed, with who answers for them."""
    lines = [line.spec for line in session.model.lines if line.spec.flow]
    return tuple(sorted(lines, key=lambda line: line.flow != "benefit"))


def owner_words(line: Line) -> str:
    """`Operations; account 6420; reviewed on days 30, 90, 365`."""
    account = f"account {one_line(line.account)}" if line.account else "no account"
    days = ", ".join(f"{day:,}" for day in review_days(line))
    return f"{one_line(accountable(line.owner)) or 'Nobody yet'}; {account}; reviewed on days {days}"


def owner_texts(line: Line) -> Mapping[str, str]:
    """What stands in the fields `owner`, `account` and `reviews` of a form."""
    days = ", ".join(map(str, review_days(line)))
    return {"owner": accountable(line.owner), "account": line.account, "reviews": days}


def with_owner(session: Session, line: str, texts: Mapping[str, str]) -> Session:
    """The session with what was typed of a benefit or cost; an empty field leaves it as the case has it.

    Raises:
        RoiError: a text that names nobody, days that are none or stand in no order.
    """
    owner, account = one_line(texts["owner"].strip()), one_line(texts["account"].strip())
    typed = Accountability(office_of(owner) or owner, account, _days(texts["reviews"]))
    check_accountability(typed, Place())
    estimate = session.state.estimate
    usual = flows_of(estimate.case)[line]
    entry = Accountability(
        "" if accountable(typed.owner) == accountable(usual.owner) else typed.owner,
        "" if typed.account == usual.account else typed.account,
        () if typed.reviews == review_days(usual) else typed.reviews,
    )
    lines = {name: each for name, each in estimate.lines.items() if name != line}
    lines |= {line: entry} if entry else {}
    return session.with_estimate(replace(estimate, lines=lines), f"who answers for {usual.label}")


def _days(text: str) -> tuple[int, ...]:
    words = text.replace(",", " ").replace(";", " ").split()
    for word in words:
        if not (word.isascii() and word.isdecimal() and len(word) <= len(str(LAST_DAY))):
            hint = f"Whole days after the start, from 1 to {LAST_DAY:,}: 30, 90, 365."
            raise RoiError(f"`{one_line(word, 20)}` is no day of a review", Place(), hint)
    return tuple(map(int, words))
