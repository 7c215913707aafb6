"""The registry of price sources, one line each: opened from the options of a refresh, and closed after it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from ecsquote.pricing.aws_clients import AwsClients
from ecsquote.pricing.refresh_choices import BULK, QUERY
from ecsquote.pricing.sources.bulk_price_list import BulkPriceList
from ecsquote.pricing.sources.ec2_instance_types import Ec2InstanceTypes
from ecsquote.pricing.sources.ec2_spot import Ec2SpotHistory
from ecsquote.pricing.sources.fargate_spot import FargateSpotFeed
from ecsquote.pricing.sources.http_client import AwsFiles
from ecsquote.pricing.sources.private_rates import PrivateRates
from ecsquote.pricing.sources.query_price_list import QueryPriceList
from ecsquote.pricing.sources.savings_plan_maps import SavingsPlanMaps
from ecsquote.pricing.sources.savings_plan_offers import SavingsPlanOffers
from ecsquote.pricing.sources.source import PriceSource
from ecsquote.pricing.sources.spot_advisor import SpotAdvisorFeed


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """Where the sources are and how they are read; the addresses are those of the settings."""

    price_list_url: str
    fargate_spot_url: str
    spot_advisor_url: str
    plan_prices_url: str
    price_list: str = BULK
    """bulk: the public files; query: the Price List Query API, which needs credentials."""
    file_format: str = "json"
    pinned: Mapping[str, str] = field(default_factory=dict)
    """Versions of offers to take instead of the current ones."""
    savings_plans: bool = True
    spot_days: int = 7
    rate_card: Path | None = None
    """A folder of private rates, which take precedence over all list prices."""
    scratch: Path | None = None
    """Where large files are put while they are read; the system's temporary folder where None."""


@dataclass(frozen=True, slots=True)
class Access:
    """What sources reach AWS with: boto3 clients, and HTTP connections that are closed after the refresh."""

    clients: AwsClients
    connections: ExitStack
    transport: httpx.BaseTransport | None = None

    def files(self, url: str) -> AwsFiles:
        """The files below an address."""
        return self.connections.enter_context(closing(AwsFiles(url, transport=self.transport)))


def _price_list(options: SourceOptions, access: Access) -> PriceSource:
    if options.price_list == QUERY:
        return QueryPriceList(access.clients)
    files = access.files(options.price_list_url)
    return BulkPriceList(files, options.scratch, file_format=options.file_format, pinned=options.pinned)


def _savings_plans(options: SourceOptions, access: Access) -> PriceSource | None:
    return SavingsPlanOffers(access.files(options.price_list_url), options.scratch) if options.savings_plans else None


def _savings_plan_maps(options: SourceOptions, access: Access) -> PriceSource | None:
    return SavingsPlanMaps(access.files(options.plan_prices_url)) if options.savings_plans else None


SOURCES: Sequence[Callable[[SourceOptions, Access], PriceSource | None]] = (
    _price_list,
    _savings_plans,
    _savings_plan_maps,
    lambda options, access: FargateSpotFeed(access.files(options.fargate_spot_url)),
    lambda options, access: SpotAdvisorFeed(access.files(options.spot_advisor_url)),
    lambda options, access: Ec2SpotHistory(access.clients, days=options.spot_days),
    lambda _options, access: Ec2InstanceTypes(access.clients),
    lambda options, _access: None if options.rate_card is None else PrivateRates(options.rate_card),
)
"""Every price source, in the order in which a refresh reads them; None where the options leave it out."""


@contextmanager
def open_sources(
    options: SourceOptions, *, clients: AwsClients | None = None, transport: httpx.BaseTransport | None = None
) -> Iterator[Sequence[PriceSource]]:
    """All sources that the options ask for; those that need credentials report by themselves where there are none."""
    with ExitStack() as connections:
        access = Access(clients or AwsClients(), connections, transport)
        opened = (open_source(options, access) for open_source in SOURCES)
        yield [source for source in opened if source is not None]
