"""A pattern that is compiled late finds what one finds that is compiled at once."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.late_patterns import late

PATTERN = r"(?P<figure>\d+)\s?(?:k|m)?\b"


@given(st.text("12km ", max_size=12))
def test_it_finds_the_same(text: str) -> None:
    early, pattern = re.compile(PATTERN, re.I), late(PATTERN, re.I)
    assert pattern.pattern == PATTERN
    for method in ("search", "match", "fullmatch"):
        assert str(getattr(pattern, method)(text)) == str(getattr(early, method)(text))
    assert pattern.findall(text) == early.findall(text)
    assert pattern.split(text) == early.split(text)
    assert pattern.sub("<figure>", text) == early.sub("<figure>", text)
    assert [match.span() for match in pattern.finditer(text)] == [
        match.span() for match in early.finditer(text)
    ]


def test_it_is_compiled_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = list[str]()
    compile_at_once = re.compile

    def noted(text: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(text)
        return compile_at_once(text, flags)

    monkeypatch.setattr(re, "compile", noted)
    pattern, wrong = late("a+"), late("(")
    assert compiled == []
    assert [bool(pattern.search(text)) for text in ("a", "b", "aa")] == [True, False, True]
    assert compiled == ["a+"]
    with pytest.raises(re.error):
        wrong.search("(")
    with pytest.raises(AttributeError):
        pattern.nothing  # type: ignore[attr-defined]  # noqa: B018
