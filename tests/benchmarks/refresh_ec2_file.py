"""One AmazonEC2 file of true size to the rows that are kept, against `json.load`, in turn, a process each.

Goal: at most 1/15 of the time and 1/4 of the memory.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

ROUNDS = 5
TIME_GOAL, MEMORY_GOAL = 15, 4
MIN_BYTES, MIN_PRODUCTS = 400_000_000, 100_000


def measured(kind: str, path: Path) -> dict[str, float]:
    """Run one reading in a process of its own."""
    out = subprocess.run([sys.executable, __file__, kind, str(path)], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(out.stdout)
    return found


def read_once(kind: str, path: Path) -> None:
    """One reading, in this process; seconds, MB and rows on stdout."""
    if kind == "json.load":
        began = time.perf_counter()
        with path.open(encoding="utf-8") as file:
            rows = len(json.load(file)["products"])
    else:
        from ecsquote.pricing.sources.offer_csv import read_offer_csv  # noqa: PLC0415 - not part of json.load's memory
        from ecsquote.pricing.sources.offer_json import read_offer_json  # noqa: PLC0415 - likewise
        from ecsquote.pricing.sources.row_map.index import RowMap  # noqa: PLC0415 - likewise

        began = time.perf_counter()
        reader = read_offer_json if kind == "ecsquote" else read_offer_csv
        rows = len(reader(path, RowMap("AmazonEC2")).rows)
    seconds = time.perf_counter() - began
    sys.stdout.write(json.dumps({"seconds": seconds, "mb": peak_megabytes(), "rows": rows}))


def peak_megabytes() -> float:
    """The most memory this process ever held; `ru_maxrss` would count its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> int:
    """Write the file, read it in turn, and compare the medians."""
    from played_aws.true_size import true_size_region, write_ec2_offer  # noqa: PLC0415 - not part of a reading's memory

    with tempfile.TemporaryDirectory() as folder:
        path, products = write_ec2_offer(true_size_region(), Path(folder))
        csv_path, _ = write_ec2_offer(true_size_region(), Path(folder), "csv")
        size = path.stat().st_size
        sys.stdout.write(f"AmazonEC2, one Region: {size / 1e6:.0f} MB JSON, {products:,} products\n")
        runs: dict[str, list[dict[str, float]]] = {"json.load": [], "ecsquote": [], "ecsquote csv": []}
        for _ in range(ROUNDS):
            for kind, held in runs.items():
                held.append(measured(kind, csv_path if kind.endswith("csv") else path))
    medians = {kind: statistics.median(run["seconds"] for run in held) for kind, held in runs.items()}
    memory = {kind: max(run["mb"] for run in held) for kind, held in runs.items()}
    for kind, held in runs.items():
        faster, smaller = medians["json.load"] / medians[kind], memory["json.load"] / memory[kind]
        sys.stdout.write(
            f"{kind:13} {medians[kind]:6.2f} s  {memory[kind]:6.0f} MB  {held[0]['rows']:8.0f} rows"
            f"  1/{faster:.1f} of the time, 1/{smaller:.1f} of the memory\n"
        )
    reached = (
        size >= MIN_BYTES
        and products >= MIN_PRODUCTS
        and medians["json.load"] >= TIME_GOAL * medians["ecsquote"]
        and memory["json.load"] >= MEMORY_GOAL * memory["ecsquote"]
    )
    sys.stdout.write(
        f"goal (1/{TIME_GOAL} of the time, 1/{MEMORY_GOAL} of the memory): {'reached' if reached else 'MISSED'}\n"
    )
    return 0 if reached else 1


if __name__ == "__main__":
    if len(sys.argv) == 3:
        read_once(sys.argv[1], Path(sys.argv[2]))
    else:
        sys.exit(main())
