"""What moved: workloads priced at last month's catalog and at today's, so that only prices differ; biggest first."""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import ecsquote
from ecsquote.pricing.store.opening import open_store
from ecsquote.quotes.differences import differences
from ecsquote.settings import load_settings


def main() -> int:
    """Print what each workload costs more or less, and the lines that did it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workloads", nargs="+", help="quote requests or task definitions")
    parser.add_argument("--region", help="AWS Region; without it each request's own")
    parser.add_argument("--days", type=int, default=30, help="how old the catalog to compare with is at least")
    parser.add_argument("--launch-option", action="append", default=[], help="only this option; may be repeated")
    asked = parser.parse_args()

    versions = open_store(load_settings()).versions()  # newest first
    if len(versions) == 1:
        print(f"only the catalog {versions[0].version} is kept; `ecsquote prices refresh` brings a newer one")
        return 0
    limit = datetime.now(UTC) - timedelta(days=asked.days)
    old = next((each for each in versions[1:] if each.published_at <= limit), versions[-1])
    print(f"prices of {old.version} → {versions[0].version}")

    found = []
    for workload in asked.workloads:
        before, after = (
            ecsquote.quote(
                workload, region=asked.region, launch_options=asked.launch_option, catalog_version=version
            ).to_dict()
            for version in (old.version, versions[0].version)
        )
        found.append((workload, differences(before, after)))
    found.sort(key=lambda each: -abs(each[1].change or Decimal(0)))
    for workload, moved in found:
        if moved.change is None:
            print(f"{workload}: cannot be compared, as one of the catalogs lacks prices")
            continue
        print(f"{workload}: ${moved.before.monthly:,.2f} → ${moved.after.monthly:,.2f} a month ({moved.change:+,.2f})")
        option = next(each for each in moved.options if each.launch_option == moved.after.launch_option)
        for line in option.lines:
            print(f"  {line.kind:<5}{line.description:<50}{line.change:>+12,.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
