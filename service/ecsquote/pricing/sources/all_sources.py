"""Which sources a refresh asks, made from settings: one line for each source, and what closes them again."""

from collections.abc import Iterator, Mapping, Sequence
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
from ecsquote.pricing.sources.savings_plan_offers import SavingsPlanOffers
from ecsquote.pricing.sources.source import PriceSource
from ecsquote.pricing.sources.spot_advisor import SpotAdvisorFeed


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """Where the sources are and how they are read; the addresses are those of the settings."""

    price_list_url: str
    fargate_spot_url: str
    spot_advisor_url: str
    price_list: str = BULK
    """bulk: the public files; query: the Price List Query API, which needs credentials."""
    file_format: str = "json"
    pinned: Mapping[str, str] = field(default_factory=dict)
    """Versions of offers to take instead of the current ones."""
    savings_plans: bool = True
    spot_days: int = 7
    rate_card: Path | None = None
    """A folder of private rates, put before all list prices."""
    scratch: Path | None = None
    """Where large files are put while they are read; the system's folder for such where None."""


@contextmanager
def open_sources(
    options: SourceOptions, *, clients: AwsClients | None = None, transport: httpx.BaseTransport | None = None
) -> Iterator[Sequence[PriceSource]]:
    """All sources, those that need credentials too: without any they are left out, and the report says so."""
    clients = clients or AwsClients()
    with ExitStack() as held:

        def files(url: str) -> AwsFiles:
            return held.enter_context(closing(AwsFiles(url, transport=transport)))

        price_list: PriceSource
        if options.price_list == QUERY:
            price_list = QueryPriceList(clients)
        else:
            price_list = BulkPriceList(
                files(options.price_list_url),
                options.scratch,
                file_format=options.file_format,
                pinned=options.pinned,
            )
        sources: list[PriceSource] = [price_list]
        if options.savings_plans:
            sources.append(SavingsPlanOffers(files(options.price_list_url), options.scratch))
        sources += [
            FargateSpotFeed(files(options.fargate_spot_url)),
            SpotAdvisorFeed(files(options.spot_advisor_url)),
            Ec2SpotHistory(clients, days=options.spot_days),
            Ec2InstanceTypes(clients),
        ]
        if options.rate_card is not None:
            sources.append(PrivateRates(options.rate_card))
        yield sources
