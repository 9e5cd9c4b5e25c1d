"""Files of expected results, which somebody has read: ROI_UPDATE=1 writes them anew, to be read again."""

from __future__ import annotations

import os

UPDATE = bool(os.environ.get("ROI_UPDATE"))
