"""Savings Plan review: what each Compute Savings Plan would save on a workload, against the same option without one."""

import argparse
import json
import sys
from itertools import product
from pathlib import Path

import ecsquote
from ecsquote.errors import EcsquoteError

TERMS, PAYMENTS = (1, 3), ("NO_UPFRONT", "PARTIAL_UPFRONT", "ALL_UPFRONT")


def main() -> int:
    """Print one row per plan, the largest saving first; the commitment covers the steady part of the load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workload", type=Path, help="a quote request")
    parser.add_argument("--launch-option", default="FARGATE")
    asked = parser.parse_args()

    request = {**json.loads(asked.workload.read_text()), "launch_options": [asked.launch_option]}
    rows, reasons = [], []
    for term, payment in product(TERMS, PAYMENTS):
        plan = {"type": "COMPUTE", "term_years": term, "payment_option": payment}
        try:
            options = ecsquote.quote({**request, "savings_plan": plan}).options
        except EcsquoteError as error:
            print(error, file=sys.stderr)
            return 2
        without = next(option for option in options if option.savings_plan is None)
        under = next((option for option in options if option.savings_plan is not None), None)
        if under is None or under.monthly is None or without.monthly is None:
            reasons.append((under or without).unavailable_reason or "the option is not covered")
        else:
            commitment = (under.savings_plan or {})["hourly_commitment"]
            rows.append((without.monthly - under.monthly, without.monthly, term, payment, commitment))
    if not rows:
        print("; ".join(dict.fromkeys(reasons)), file=sys.stderr)
        return 3
    print(f"{asked.launch_option}: ${rows[0][1]:,.2f} a month without a plan")
    for saved, without_plan, term, payment, commitment in sorted(rows, reverse=True):
        plan_name = f"Compute, {term}y, {payment.replace('_', ' ').lower()}"
        share = saved * 100 / without_plan
        print(f"{plan_name:<30}saves ${saved:>9,.2f} ({share:>5.1f} %) committing ${commitment} an hour")
    for reason in dict.fromkeys(reasons):
        print(f"not priced: {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
