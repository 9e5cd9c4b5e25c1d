"""What keeps a case from being moved to the regions that it can be moved to."""

from __future__ import annotations

from roi.analysis.remarks import Remark
from roi.case import Case
from roi.errors import RoiError
from roi.model import resolve
from roi.sim.plan import plan


def region_faults(case: Case) -> list[Remark]:
    """What keeps the case, or an option of it, from being moved to a region."""
    remarks: list[Remark] = []
    for region in case.regions:
        for option in (None, *case.options) if region != case.header.region else ():
            try:
                plan(resolve(case, option=option, region=region))
            except RoiError as error:
                name = f"option {option}, region {region}" if option else f"region {region}"
                remarks.append(Remark("error", name, str(error)))
    return remarks
