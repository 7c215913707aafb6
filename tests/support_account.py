"""The saved scan of the played account, for tests of all that comes after reading."""

from functools import cache

from ecsquote.account.saved_scan import SavedScan
from played_aws.account.world import played_scan


@cache
def saved_scan() -> SavedScan:
    """Three clusters, 40 services, two Regions, 14 days; `played_aws/account/world.py` says what runs."""
    return played_scan()


@cache
def saved_scan_bytes() -> bytes:
    """The same as the file that `ecsquote scan --save` writes."""
    return saved_scan().text().encode()
