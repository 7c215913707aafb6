"""A full refresh of every Region and nine services from the played AWS: its time, and a peak memory that stays flat.

AmazonEC2 is served at true size (one file of over 400 MB, served as each Region's in turn), the other offers as the
shipped catalog has them. Goal: the peak with all Regions at most 1.3 × the peak with four.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

FLAT = 1.3
FEW = 4


def refresh_once(root: Path, base_url: str, regions: list[str]) -> None:
    """One refresh in this process; figures on stdout."""
    from ecsquote.pricing.refresh.report import RefreshPlan  # noqa: PLC0415 - the parent only plays AWS
    from ecsquote.pricing.refresh.run import refresh  # noqa: PLC0415 - likewise
    from ecsquote.pricing.refresh_choices import Accept  # noqa: PLC0415 - likewise
    from ecsquote.pricing.sources.all_sources import SourceOptions, open_sources  # noqa: PLC0415 - likewise
    from ecsquote.pricing.store.catalog_store import CatalogStore  # noqa: PLC0415 - likewise

    feeds = (f"{base_url}/fargate-spot-prices.json", f"{base_url}/spot-advisor-data.json", base_url)
    began = time.perf_counter()
    with open_sources(SourceOptions(base_url, *feeds, scratch=root)) as sources:
        public = [source for source in sources if not source.name.startswith("ec2-")]
        plan = RefreshPlan(regions=regions, accept=frozenset(Accept))
        report = refresh(plan, root / "catalog", CatalogStore(root / "catalog"), public)
    seconds = time.perf_counter() - began
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = float(status.partition("VmHWM:")[2].split()[0]) / 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "mb": peak, "counts": report.counts(), "version": report.version}))


def main() -> int:
    """Play AWS, refresh few Regions and then all, and compare the peaks."""
    from played_aws.retold import Retold  # noqa: PLC0415 - see above
    from played_aws.server import VERSION, PlayedAws  # noqa: PLC0415 - see above
    from played_aws.true_size import true_size_region, write_ec2_offer  # noqa: PLC0415 - see above
    from played_aws.world import shipped_regions  # noqa: PLC0415 - see above

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=36)
    parser.add_argument("--small", action="store_true", help="offers of EC2 as the shipped catalog has them")
    asked = parser.parse_args()
    world = shipped_regions()
    codes = list(world)[: asked.regions]
    with tempfile.TemporaryDirectory() as folder, PlayedAws(world) as aws:
        if not asked.small:
            one, _ = write_ec2_offer(true_size_region(), Path(folder))
            mentions = one.read_bytes().count(b'"us-east-1"')
            for code in codes:
                path = f"/offers/v1.0/aws/AmazonEC2/{VERSION}/{code}/index.json"
                aws.put(path, Retold(one, code, "us-east-1", mentions))
        peaks = {}
        for regions in (codes[:FEW], codes):
            root = Path(tempfile.mkdtemp(dir=folder))
            command = [sys.executable, __file__, "--once", str(root), aws.url, *regions]
            out = subprocess.run(command, capture_output=True, text=True, check=True)
            found = json.loads(out.stdout)
            peaks[len(regions)] = found["mb"]
            sys.stdout.write(
                f"{len(regions):2} Regions × 9 services: {found['seconds']:6.1f} s, peak {found['mb']:4.0f} MB,"
                f" {found['counts']}\n"
            )
            sys.stdout.flush()
    flat = peaks[len(codes)] <= FLAT * peaks[min(FEW, len(codes))]
    sys.stdout.write(f"goal (peak at most {FLAT} × that of {FEW} Regions): {'reached' if flat else 'MISSED'}\n")
    return 0 if flat else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        refresh_once(Path(sys.argv[2]), sys.argv[3], sys.argv[4:])
    else:
        sys.exit(main())
