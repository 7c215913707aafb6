"""Figures and names as people read them on a chart."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.savings_plans.names import all_plan_words
from ecsquote.charts.analysis_answers import ShownPriced
from ecsquote.charts.answers import ShownOption
from ecsquote.contract.analyses import PricedOption
from ecsquote.units import decimal_string

MAX_TITLE_CHARACTERS = 70
_ARCHITECTURES = {"X86_64": "x86-64", "ARM64": "ARM64"}


def shortened(text: str, characters: int = MAX_TITLE_CHARACTERS) -> str:
    """Return a text as one line of at most `characters` characters."""
    line = " ".join(text.split())
    return line if len(line) <= characters else f"{line[: characters - 1].rstrip()}…"


def option_words(option: ShownOption, among: Sequence[ShownOption]) -> str:
    """Name an option among its variants: "Fargate, ARM64, Compute Savings Plan, 1 year, no upfront"."""
    names = [option.launch_option.words]
    if len({other.cpu_architecture for other in among}) > 1:
        names.append(_ARCHITECTURES.get(option.cpu_architecture, option.cpu_architecture))
    if plans := option.savings_plans or ((option.savings_plan,) if option.savings_plan else ()):
        names.append(all_plan_words(plans))
    return ", ".join(names)


def sentence(text: str) -> str:
    """With a full stop at its end."""
    return text if text.endswith((".", "…", "!", "?")) else f"{text}."


def hourly_dollars(money: Decimal) -> str:
    """An hourly commitment, exact: $0.162921."""
    return f"${decimal_string(money)}"


def percent(share: Decimal) -> str:
    """A share as "12.5 %"."""
    return f"{decimal_string((share * 100).quantize(Decimal('0.1'), ROUND_HALF_UP))} %"


def priced_words(option: ShownPriced | PricedOption, among: Sequence[ShownPriced | PricedOption]) -> str:
    """Name a row in short among its variants."""
    names = [LaunchOption(option.launch_option).words]
    if len({other.cpu_architecture for other in among}) > 1:
        names.append(_ARCHITECTURES.get(option.cpu_architecture, option.cpu_architecture))
    if option.savings_plan:
        names.append(shortened(option.savings_plan))
    return ", ".join(names)
