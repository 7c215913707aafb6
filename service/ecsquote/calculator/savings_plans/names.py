"""Names of Savings Plans: in words, and short where they name a row of a quote."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ecsquote.contract.savings_plans import SavingsPlanRequest
from ecsquote.counted import counted


def plan_words(plan: SavingsPlanRequest) -> str:
    """In words: "Compute Savings Plan, 1 year, no upfront"."""
    kind = "Compute" if plan.type == "COMPUTE" else f"EC2 Instance ({plan.instance_family})"
    years = counted(plan.term_years, "year")
    return f"{kind} Savings Plan, {years}, {plan.payment_option.replace('_', ' ').lower()}"


def all_plan_words(plans: Iterable[SavingsPlanRequest]) -> str:
    """Several plans in words, joined by "and"."""
    return " and ".join(map(plan_words, plans))


def plans_in_short(plan: Mapping[str, Any] | None, plans: Sequence[Mapping[str, Any]] | None) -> str:
    """A row's plan, or the plans that it stacks: "EC2_INSTANCE m7g 1y NO_UPFRONT + COMPUTE 3y ALL_UPFRONT"; "" without.

    The commitments are left out, as they may follow the load.
    """
    return " + ".join(_in_short(each) for each in plans or ((plan,) if plan else ()))


def _in_short(plan: Mapping[str, Any]) -> str:
    parts = [plan["type"], plan.get("instance_family"), f"{plan['term_years']}y", plan["payment_option"]]
    return " ".join(str(part) for part in parts if part is not None)
