"""How long `import ecsquote.client` takes next to `import httpx, pydantic`, in fresh interpreters, in turn.

Prints the medians and their ratio; both are measured in one run, so that other work on the machine slows both alike.
"""

import argparse
import statistics
import subprocess
import sys
import time

STATEMENTS = {"httpx, pydantic": "import httpx, pydantic", "ecsquote.client": "import ecsquote.client"}


def seconds(statement: str) -> float:
    """The time of one fresh interpreter."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - begin


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    empty: list[float] = []
    times: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for _ in range(runs):
        empty.append(seconds("pass"))
        for name, statement in STATEMENTS.items():
            times[name].append(seconds(statement))
    start = statistics.median(empty)
    medians = {name: statistics.median(found) - start for name, found in times.items()}
    for name, median in medians.items():
        print(f"import {name}: {median * 1000:.0f} ms")  # noqa: T201 - a benchmark prints
    base, client = medians.values()
    print(f"ratio: {client / base:.2f}")  # noqa: T201 - a benchmark prints


if __name__ == "__main__":
    main()
