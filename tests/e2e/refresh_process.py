"""A process whose children refresh a catalog from the played AWS again and again until somebody kills them."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from ecsquote.pricing.refresh.report import RefreshPlan
from ecsquote.pricing.refresh.run import refresh
from ecsquote.pricing.refresh_choices import Accept
from ecsquote.pricing.sources.all_sources import SourceOptions, open_sources
from ecsquote.pricing.store.catalog_store import CatalogStore


def main(root: Path, base_url: str, region: str) -> None:
    """For each line of input a child that refreshes without end; its process id is answered at once."""
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            refresh_without_end(root, base_url, region)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("gone\n")
        sys.stdout.flush()


def refresh_without_end(root: Path, base_url: str, region: str) -> NoReturn:
    """Refresh, each time into a version of another name."""
    options = SourceOptions(
        price_list_url=base_url,
        fargate_spot_url=f"{base_url}/fargate-spot-prices.json",
        spot_advisor_url=f"{base_url}/spot-advisor-data.json",
        plan_prices_url=base_url,
    )
    while True:
        name = f"v{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        plan = RefreshPlan(regions=(region,), services=("AmazonECS", "AWSELB"), accept=frozenset(Accept), version=name)
        with open_sources(options) as sources:
            public = [source for source in sources if not source.name.startswith("ec2-")]
            refresh(plan, root, CatalogStore(root), public)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
