"""A case resolved for one option, one preset and some overrides, ready to be evaluated."""

from roi.model.resolve import resolve
from roi.model.values import Layer, Model, ModelInput, ModelLine, Timing

__all__ = ["Layer", "Model", "ModelInput", "ModelLine", "Timing", "resolve"]
