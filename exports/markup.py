"""Text as XML holds it.  Those of `xml.sax.saxutils` bring half of the network along when they are imported."""

from __future__ import annotations


def escape(text: str) -> str:
    """The text between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoteattr(text: str) -> str:
    """The value of an attribute, in its quotes; line breaks and tabs stay what they are."""
    quoted = escape(text).replace('"', "&quot;")
    for sign, code in (("\n", "&#10;"), ("\r", "&#13;"), ("\t", "&#9;")):
        quoted = quoted.replace(sign, code)
    return f'"{quoted}"'
