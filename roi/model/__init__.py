"""A case resolved for one option, one preset and some overrides, ready to be evaluated."""

from roi.model.layer import Layer
from roi.model.payments import Timing
from roi.model.resolve import resolve
from roi.model.values import Model, ModelInput, ModelLine

__all__ = ["Layer", "Model", "ModelInput", "ModelLine", "Timing", "resolve"]
