"""The case documents: loading, checking, the shipped templates, and estimate files."""

from cases.estimate import Estimate, Settings, estimate_text, load_estimate, open_any
from cases.load import load, templates

__all__ = ["Estimate", "Settings", "estimate_text", "load", "load_estimate", "open_any", "templates"]
