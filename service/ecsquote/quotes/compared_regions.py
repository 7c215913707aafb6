"""The Regions in which one workload is compared: each once, and all in one currency."""

from collections.abc import Sequence

from ecsquote.counted import counted
from ecsquote.errors import Fault, InputError
from ecsquote.pricing.partitions import other_currency


def check_compared_regions(regions: Sequence[str], most: int) -> None:
    """Raise InputError, with pointers below /regions, for Regions whose quotes cannot stand next to each other."""
    faults = []
    if len(regions) > most:
        faults.append(Fault("/regions", f"must name at most {counted(most, 'Region')}"))
    elif len(set(regions)) < len(regions):
        faults.append(Fault("/regions", "must name each Region once"))
    for index, region in enumerate(regions):
        if message := other_currency(region, regions[0]):
            faults.append(Fault(f"/regions/{index}", message))
    if faults:
        raise InputError("the Regions to compare are not valid", faults)
