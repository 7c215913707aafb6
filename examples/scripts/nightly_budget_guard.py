"""Nightly budget guard: checks every workload of a folder against its budgets and notifies a chat if one is exceeded.

Run it from cron or a CI schedule; it leaves with the exit code of `ecsquote budget check`: 0 within budget, 1 exceeded,
2 a file is wrong, 3 prices are missing. With --webhook the report goes to a chat as {"text": …}.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import httpx

VERDICTS = {0: "within budget", 1: "a budget is exceeded", 2: "a file is wrong", 3: "prices are missing"}


def main() -> int:
    """Check, report, and leave with the check's exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="workloads: quote requests, one a .json file")
    parser.add_argument("--budgets", type=Path, default=Path("ecsquote-budgets.yml"))
    parser.add_argument("--report", type=Path, default=Path("budgets.md"), help="where the Markdown report goes")
    parser.add_argument("--webhook", help="an address that takes a chat message as {'text': ...}")
    asked = parser.parse_args()

    if asked.webhook and not asked.webhook.startswith(("https://", "http://")):
        parser.error("--webhook must be a web address")
    workloads = sorted(map(str, asked.folder.glob("*.json")))
    if not workloads:
        print(f"no workloads in {asked.folder}", file=sys.stderr)
        return 2
    command = ["ecsquote", "budget", "check", *workloads, "--budgets", str(asked.budgets)]
    command += ["--format", "markdown", "--output", str(asked.report)]
    done = subprocess.run(command, check=False)  # noqa: S603 - a list of arguments, and no shell
    verdict = VERDICTS.get(done.returncode, f"ecsquote left with {done.returncode}")
    print(f"{len(workloads)} workloads: {verdict}; {asked.report} has the report")
    if asked.webhook and done.returncode != 0:
        message = {"text": f"ECS budgets: {verdict} ({asked.report.resolve()})"}
        httpx.post(asked.webhook, json=message, timeout=30).raise_for_status()
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
