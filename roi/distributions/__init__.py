"""Uncertain numbers: families of distributions, each known by its quantile function."""

from roi.distributions.family import Distribution, Family, Parameter
from roi.distributions.parse import parse
from roi.distributions.table import FAMILIES
from roi.distributions.tabulated import fast_quantile, tabulate

__all__ = [
    "FAMILIES",
    "Distribution",
    "Family",
    "Parameter",
    "fast_quantile",
    "parse",
    "tabulate",
]
