"""`PYTHONPATH=tests python -m played_aws [REGION…]`: serve until interrupted; prints the settings that point to it."""

import sys
import threading

from played_aws.server import PlayedAws
from played_aws.world import shipped_regions


def main() -> None:
    """Play AWS for the named Regions, or for all."""
    with PlayedAws(shipped_regions(sys.argv[1:])) as aws:
        sys.stdout.write(
            f"export ECSQUOTE_PRICE_LIST_URL={aws.url}\n"
            f"export ECSQUOTE_FARGATE_SPOT_URL={aws.fargate_spot_url}\n"
            f"export ECSQUOTE_SPOT_ADVISOR_URL={aws.spot_advisor_url}\n"
            f"export ECSQUOTE_PLAN_PRICES_URL={aws.url}\n"
        )
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
