"""Text of strangers as nothing but text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.text import as_cell, counted, one_line, plain

JOINERS = {"\u200c", "\u200d", *map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))}
any_text = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("a\x1b]0;pwn\x07b", "a]0;pwnb"),
        ("a\x1b]52;c;cHdu\x1b\\b", "a]52;c;cHdu\\b"),
        ("a\x9b31mb\x7f", "a31mb"),
        ("safe\u202egpj.exe", "safegpj.exe"),
        ("\u2066a\u2069 \u200eb\u200f \u061cc", "a b c"),
        ("pay\u200bpal\u2060 so\xadft \ufeffx", "paypal soft x"),
        ("half \ud83d, none \ufffe\uffff\U0001fffe", "half \ufffd, none \ufffd\ufffd\ufffd"),
        ("a\r\nb\rc\u2028d\x85e\tf", "a\nb\nc\nd\ne f"),
        ("tag\U000e0061\U000e007f", "tag"),
        ("z\u200dw\u200cj\ufe0f", "zwj"),
        ("日\u202e\u200d\u200d\ufe0f", "日\u200d"),
    ],
)
def test_what_is_more_than_letters_goes(hostile: str, harmless: str) -> None:
    assert plain(hostile) == harmless


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "Zürich − 5 ± 1 …",
        "日本語",
        "می‌خواهم",
        "שלום",
        "👩‍💻 and ❤️‍🔥",
        "two\nlines",
        "[/month] <b> =A1",
        "",
    ],
)
def test_letters_of_every_script_stay(text: str) -> None:
    assert plain(text) == text


@given(any_text)
def test_nothing_is_left_to_take_away(text: str) -> None:
    shown = plain(text)
    assert plain(shown) == shown
    shown.encode("utf-8")
    for sign in shown:
        if sign not in JOINERS and sign != "\n":
            assert unicodedata.category(sign) not in ("Cc", "Cs")
            assert unicodedata.bidirectional(sign) not in (
                "LRE",
                "RLE",
                "PDF",
                "LRO",
                "RLO",
                "LRI",
                "RLI",
                "FSI",
                "PDI",
            )


@given(any_text, st.integers(1, 50))
def test_a_text_is_bounded_and_on_one_line(text: str, most: int) -> None:
    assert len(plain(text, most)) <= most
    assert "\n" not in one_line(text)
    assert len(one_line(text, most)) <= most


def test_one_thing_is_no_plural() -> None:
    assert [counted(count, "deal") for count in (0, 1, 2, 2_000)] == [
        "0 deals",
        "1 deal",
        "2 deals",
        "2,000 deals",
    ]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"), ("\u200b=1+1", "'=1+1"), ("\r=1", "'\n=1"), (" @SUM(1)", "' @SUM(1)"), ("＝1", "'＝1"),
        ("-2+3", "'-2+3"), ("-2", "-2"), ("-5%", "-5%"), ("+1e3", "'+1e3"), ("a=b", "a=b"), ("\x1b[31mr", "[31mr"),
    ],
)  # fmt: skip
def test_no_cell_of_a_table_is_worked_out(text: str, cell: str) -> None:
    assert as_cell(text) == cell
