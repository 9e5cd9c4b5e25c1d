"""The case documents: loading, checking, and the shipped templates."""

from cases.load import load, templates

__all__ = ["load", "templates"]
