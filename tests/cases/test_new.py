"""The id of a new case: names that are none are answered with one that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.new import template_text
from roi.case import DOCUMENT_ID
from roi.case_files import id_like
from roi.errors import RoiError


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("My pilot", "my-pilot"),
        ("  Café – Zürich (2026) ", "cafe-zurich-2026"),
        ("2026 pilot", "pilot"),
        ("A/B: test!", "a-b-test"),
        ("日本", ""),
        ("", ""),
    ],
)
def test_an_id_is_offered(name: str, like: str) -> None:
    assert id_like(name) == like
    with pytest.raises(RoiError) as refusal:
        template_text(name)
    assert (f"as in {like}." in str(refusal.value)) == bool(like)
    if like:
        assert f'id = "{like}"' in template_text(like)


@given(st.text(max_size=80))
def test_what_is_offered_is_an_id(name: str) -> None:
    like = id_like(name)
    assert not like or DOCUMENT_ID.fullmatch(like)
