"""Cheapest Region: one workload priced in several Regions, cheapest first, with the option that wins in each."""

import argparse
import sys
from decimal import Decimal

import ecsquote
from ecsquote.errors import InputError

REGIONS = ("us-east-1", "us-east-2", "us-west-2", "ca-central-1", "eu-west-1", "eu-central-1", "ap-southeast-1")


def main() -> int:
    """Print one row per Region."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workload", help="a quote request or a task definition")
    parser.add_argument("regions", nargs="*", default=REGIONS)
    parser.add_argument("--launch-option", action="append", default=[], help="only this option; may be repeated")
    asked = parser.parse_args()

    rows: list[tuple[Decimal, str, str]] = []
    for region in asked.regions:
        try:
            best = ecsquote.quote(asked.workload, region=region, launch_options=asked.launch_option).cheapest
        except InputError as error:
            print(f"{region}: {'; '.join(fault.message for fault in error.faults) or error}", file=sys.stderr)
            continue
        if best is None or best.monthly is None:
            print(f"{region}: no option can be priced", file=sys.stderr)
        else:
            rows.append((best.monthly, region, best.launch_option))
    if not rows:
        return 3
    rows.sort()
    cheapest = rows[0][0]
    print(f"{'Region':<16}{'Cheapest option':<24}{'A month':>12}{'More':>9}")
    for monthly, region, option in rows:
        more = f"+{(monthly - cheapest) * 100 / cheapest:.1f} %" if monthly > cheapest else ""
        print(f"{region:<16}{option:<24}{f'${monthly:,.2f}':>12}{more:>9}".rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
