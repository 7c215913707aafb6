"""Reads accounts: which Regions, four at a time, and one scan of all that was found and of what was not read."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ecsquote.account import calls
from ecsquote.account.caller import Patience, RegionCaller
from ecsquote.account.metric_reading import queries_per_call
from ecsquote.account.pace import Pace
from ecsquote.account.region_reading import RegionAsked, RegionRead, read_region
from ecsquote.account.saved_scan import SavedNotRead, SavedScan
from ecsquote.account.sessions import OpenedAccount, open_accounts
from ecsquote.errors import InputError

REGIONS_AT_ONCE = 4
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]")

Progress = Callable[[RegionRead], None]
"""Called when a Region has been read."""


@dataclass(frozen=True, slots=True)
class AccountAsked:
    """What `ecsquote scan` was asked to read."""

    regions: Sequence[str] = ()
    all_regions: bool = False
    clusters: Sequence[str] = ()
    profile: str | None = None
    role_arns: Sequence[str] = ()
    days: int = 14
    keep_tags: Set[str] = frozenset()
    metrics: bool = True

    def check(self) -> None:
        """Raise InputError for what cannot be asked."""
        for region in self.regions:
            if not _REGION.fullmatch(region):
                raise InputError(f"{region} is not the code of a Region, such as eu-west-1")
        if self.regions and self.all_regions:
            raise InputError("give --region or --all-regions, not both")


@dataclass(frozen=True, slots=True)
class AccountRead:
    """The scan, how often each action was called, and what CloudWatch was asked for in each Region, or would be."""

    scan: SavedScan
    calls: Mapping[str, int]
    metric_requests: Mapping[str, Sequence[int]]
    """Region → metrics of each call of GetMetricData."""


@dataclass
class _AccountReading:
    asked: AccountAsked
    read_at: datetime
    patience: Patience
    progress: Progress
    callers: list[RegionCaller] = field(default_factory=list)

    def caller(self, opened: OpenedAccount, region: str) -> RegionCaller:
        caller = RegionCaller(opened, region, self.patience)
        self.callers.append(caller)
        return caller

    def read(self, caller: RegionCaller, *, first: bool) -> RegionRead:
        asked = RegionAsked(
            self.asked.clusters, self.read_at, self.asked.days, self.asked.keep_tags, first, self.asked.metrics
        )
        read = read_region(caller, asked)
        self.progress(read)
        return read


def scan_accounts(
    asked: AccountAsked,
    *,
    progress: Progress = lambda _read: None,
    pace: Pace | None = None,
    patience: Patience | None = None,
    read_at: datetime | None = None,
) -> AccountRead:
    """Read what runs. Raises InputError, and AccountUnreachable where there are no credentials that AWS takes.

    A cluster that was asked for and exists nowhere is an InputError.
    """
    asked.check()
    now = (read_at or datetime.now(UTC)).replace(microsecond=0)
    opened = open_accounts(asked.profile, asked.role_arns, asked.regions, pace or Pace())
    reading = _AccountReading(asked, now, patience or Patience(), progress)
    if not asked.regions and not asked.all_regions and opened.region is None:
        raise InputError("name a Region with --region, or read all that are enabled with --all-regions")
    home = opened.region or "us-east-1"
    places = [
        (account, region, number == 0)
        for account in opened.accounts
        for number, region in enumerate(_regions(reading, account, home))
    ]
    with ThreadPoolExecutor(REGIONS_AT_ONCE) as pool:
        callers = [reading.caller(account, region) for account, region, _ in places]
        jobs = [
            pool.submit(reading.read, caller, first=first)
            for caller, (_, _, first) in zip(callers, places, strict=True)
        ]
        regions = [job.result() for job in jobs]
    _check_clusters(asked.clusters, regions, reading.callers)
    return _account_read(reading, regions, opened.not_read)


def _regions(reading: _AccountReading, account: OpenedAccount, home: str) -> list[str]:
    """Those that were named, or all that the account has enabled; the home Region where they cannot be listed."""
    if reading.asked.regions:
        return list(dict.fromkeys(reading.asked.regions))
    if not reading.asked.all_regions:
        return [home]
    listed = reading.caller(account, home).items(calls.DESCRIBE_REGIONS)
    return sorted(each["RegionName"] for each in listed) or [home]


def _check_clusters(wanted: Sequence[str], regions: Sequence[RegionRead], callers: Sequence[RegionCaller]) -> None:
    known = {name for region in regions for name in region.cluster_names}
    missing = [name for name in dict.fromkeys(wanted) if name not in known]
    if not missing:
        return
    unread = sorted({caller.region for caller in callers if calls.LIST_CLUSTERS.action in _unread_actions(caller)})
    where = ", ".join(dict.fromkeys(region.saved.region for region in regions))
    beyond = f" (not read: {', '.join(unread)})" if unread else ""
    plural = "clusters" if len(missing) > 1 else "cluster"
    raise InputError(f"there is no {plural} {', '.join(missing)} in {where}{beyond}")


def _unread_actions(caller: RegionCaller) -> set[str]:
    return {action for action, _ in caller.not_read}


def _account_read(
    reading: _AccountReading, regions: Sequence[RegionRead], not_read: Sequence[SavedNotRead]
) -> AccountRead:
    counted: Counter[str] = Counter()
    unread = list(not_read)
    for caller in reading.callers:
        counted.update(caller.calls)
        unread += caller.not_read.values()
    size = queries_per_call(reading.asked.days)
    requests: dict[str, list[int]] = {}
    for region in regions:
        left = len(region.queries)
        while left > 0:
            requests.setdefault(region.saved.region, []).append(min(left, size))
            left -= size
    scan = SavedScan(
        read_at=reading.read_at,
        days=reading.asked.days,
        regions=[region.saved for region in regions],
        not_read=unread,
    )
    return AccountRead(scan, counted, requests)
