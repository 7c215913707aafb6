"""Reads accounts: which Regions, four at a time, and one scan of all that was found and of what was not read."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches

from ecsquote.account import calls
from ecsquote.account.caller import Patience, RegionCaller
from ecsquote.account.ecs_reading import cluster_name, list_clusters
from ecsquote.account.kept_members import kept_objects
from ecsquote.account.metric_reading import queries_per_call
from ecsquote.account.pace import Pace
from ecsquote.account.region_reading import RegionAsked, RegionRead, read_region
from ecsquote.account.saved_scan import DAYS, SavedScan
from ecsquote.account.sessions import OpenedAccount, OpenedAccounts, known_regions, open_accounts
from ecsquote.account.surroundings_reading import read_savings_plans
from ecsquote.counted import noun
from ecsquote.errors import InputError

REGIONS_AT_ONCE = 4

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
    days: int = DAYS
    keep_tags: Set[str] = frozenset()
    metrics: bool = True

    def check(self) -> None:
        """Raise InputError for what cannot be asked."""
        for region in self.regions:
            if region not in known_regions():
                near = ", ".join(get_close_matches(region, known_regions()))
                raise InputError(f"there is no Region {region}{f'; did you mean {near}?' if near else ''}")
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

    def read(self, caller: RegionCaller, clusters: Sequence[str]) -> RegionRead:
        asked = RegionAsked(
            self.asked.clusters, self.read_at, self.asked.days, self.asked.keep_tags, self.asked.metrics
        )
        read = read_region(caller, clusters, asked)
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
    callers = [
        reading.caller(account, region) for account in opened.accounts for region in _regions(reading, account, home)
    ]
    with ThreadPoolExecutor(REGIONS_AT_ONCE) as pool:
        try:
            clusters = list(pool.map(list_clusters, callers))
            _check_clusters(asked.clusters, clusters, callers)
            regions = list(pool.map(reading.read, callers, clusters))
        except BaseException:  # also Ctrl-C: what is being read ends with its current call
            for caller in callers:
                caller.ended = True
            raise
    _read_savings_plans(callers, regions)
    return _account_read(reading, regions, opened)


def _regions(reading: _AccountReading, account: OpenedAccount, home: str) -> list[str]:
    """Those that were named, or all that the account has enabled; the home Region where they cannot be listed."""
    if reading.asked.regions:
        return list(dict.fromkeys(reading.asked.regions))
    if not reading.asked.all_regions:
        return [home]
    listed = reading.caller(account, home).items(calls.DESCRIBE_REGIONS)
    return sorted(each["RegionName"] for each in listed) or [home]


def _check_clusters(wanted: Sequence[str], clusters: Sequence[Sequence[str]], callers: Sequence[RegionCaller]) -> None:
    """Raise InputError for clusters that exist nowhere, before anything that costs money is called."""
    known = {name for arns in clusters for arn in arns for name in (arn, cluster_name(arn))}
    missing = [name for name in dict.fromkeys(wanted) if name not in known]
    if not missing:
        return
    unread = ", ".join(sorted({caller.region for caller in callers if caller.not_read}))
    where = ", ".join(dict.fromkeys(caller.region for caller in callers))
    beyond = f" (not read: {unread})" if unread else ""
    raise InputError(f"there is no {noun(len(missing), 'cluster')} {', '.join(missing)} in {where}{beyond}")


def _read_savings_plans(callers: Sequence[RegionCaller], regions: Sequence[RegionRead]) -> None:
    """Each account's Savings Plans, kept with its first Region that has a cluster."""
    read: set[str] = set()
    for caller, region in zip(callers, regions, strict=True):
        if region.saved.clusters and caller.opened.account not in read:
            read.add(caller.opened.account)
            region.saved.savings_plans.extend(kept_objects("savings_plans", read_savings_plans(caller)))


def _account_read(reading: _AccountReading, regions: Sequence[RegionRead], opened: OpenedAccounts) -> AccountRead:
    counted = Counter(opened.calls)
    unread = list(opened.not_read)
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
