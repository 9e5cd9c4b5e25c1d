"""Many deals on common luck: see `roi.portfolio.deals` and `roi.portfolio.results`."""

from __future__ import annotations

from roi.portfolio.deals import Deal as Deal
from roi.portfolio.deals import EstimateFacts as EstimateFacts
from roi.portfolio.deals import Factor as Factor
from roi.portfolio.deals import Failed as Failed
from roi.portfolio.deals import Portfolio as Portfolio
from roi.portfolio.door import load as load
from roi.portfolio.door import run as run
from roi.portfolio.frames import frame as frame
from roi.portfolio.frames import months_frame as months_frame
from roi.portfolio.frames import npv_frame as npv_frame
from roi.portfolio.results import DealResult as DealResult
from roi.portfolio.results import Maturity as Maturity
from roi.portfolio.results import OptionResult as OptionResult
from roi.portfolio.results import Results as Results
from roi.portfolio.tables import read as read
from roi.portfolio.tables import write as write
