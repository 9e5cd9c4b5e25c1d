"""Tasks of deals: all of them once, in their order, large ones first, and no more of them read than is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.portfolio.todo import MOST, Batch, Todo
from roi.portfolio import Deal


def deals(count: int) -> list[Deal]:
    return [Deal(str(number), Path(f"{number}.toml")) for number in range(count)]


@given(st.integers(0, 700), st.integers(0, 50), st.sampled_from([64, 4_096, 65_536, 2**20]))
def test_every_deal_is_handed_out_once_in_order(count: int, kept: int, draws: int) -> None:
    some = deals(count)
    todo = Todo(some, count + kept, draws)
    tasks: list[Batch] = []
    assert bool(todo) == bool(some)
    while batch := todo.next():
        tasks.append(batch)
    assert [deal for task in tasks for deal in task.deals] == some
    assert not todo
    assert all(len(task.deals) <= max(1, min(MOST, 2**18 // draws)) for task in tasks)


def test_tasks_become_smaller_towards_the_end() -> None:
    todo = Todo(deals(2_000), 2_000, 4_096)
    sizes = []
    while batch := todo.next():
        sizes.append(len(batch.deals))
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-2]) == (MOST, 4)


def test_deals_are_read_when_they_are_needed() -> None:
    read: list[Deal] = []

    def reading() -> Iterator[Deal]:
        for deal in deals(2_000):
            read.append(deal)
            yield deal

    todo = Todo(reading(), 2_000, 4_096)
    first = todo.next()
    assert first is not None
    assert len(read) <= len(first.deals) + 16
    assert todo.read_on()
    todo.put_back([first])
    assert todo.next() == first


def test_a_task_that_is_put_back_when_all_others_are_done_is_still_to_do() -> None:
    todo = Todo(deals(1), 1, 64)
    last = todo.next()
    assert last is not None
    assert not todo
    todo.put_back([last])
    assert todo
    assert todo.next() == last


def test_what_a_worker_dies_over_is_tried_alone_in_the_end() -> None:
    (deal,) = deals(1)
    batch = Batch((deal, deal))
    for _ in range(2):
        (batch,) = batch.again()
    assert [each.deals for each in batch.again()] == [(deal,), (deal,)]
    assert Batch((deal,), 2).again() == []


def test_a_deal_that_cannot_be_read_is_seen_by_whoever_takes_the_next() -> None:
    def broken() -> Iterator[Deal]:
        yield from deals(1)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        Todo(broken(), 2, 64).next()
