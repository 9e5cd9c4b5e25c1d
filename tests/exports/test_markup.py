"""Text as XML holds it: whatever it is, a reader of XML gets it back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exports.markup import escape, quoteattr

_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\n\t<>&\"'")
)


@given(_TEXTS, _TEXTS)
def test_text_and_attributes_come_back(text: str, attribute: str) -> None:
    element = etree.fromstring(f"<a b={quoteattr(attribute)}>{escape(text)}</a>")
    assert (element.text or "", element.get("b")) == (text, attribute)
