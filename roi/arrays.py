"""The one alias of an array of numbers; its shape is told where it stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
