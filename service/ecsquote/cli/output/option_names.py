"""Launch options in words: one row of a quote, and groups of rows as people name them."""

from collections.abc import Collection

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.savings_plans.names import plans_in_short
from ecsquote.contract.quotes import Advice, OptionQuote, Quote


def option_name(quote: Quote, option: OptionQuote | Advice) -> str:
    """The option in words, with what distinguishes it from its variants: "Fargate, ARM64, COMPUTE 1y NO_UPFRONT"."""
    names = [LaunchOption(option.launch_option).words]
    if {other.cpu_architecture for other in quote.options} != {option.cpu_architecture}:
        names.append(option.cpu_architecture)
    if plans := plans_in_short(option.savings_plan, option.savings_plans):
        names.append(plans)
    return ", ".join(names)


def is_current(quote: Quote, option: OptionQuote) -> bool:
    """True for the row of what runs today."""
    current = quote.current
    plans = option.savings_plan or option.savings_plans
    row = (option.launch_option, option.cpu_architecture)
    return current is not None and not plans and row == (current.launch_option, current.cpu_architecture)


def group_name(quote: Quote, positions: Collection[int]) -> str:
    """The available options at these positions: empty for all of them, "Instances", "Spot", or their names."""
    available = {at: option for at, option in enumerate(quote.options) if option.available}
    chosen = set(positions)
    if chosen == set(available):
        return ""
    on_instances = {at for at, option in available.items() if option.placement is not None}
    spot = {at for at, option in available.items() if LaunchOption(option.launch_option).spot}
    for words, group in (("Instances", on_instances), ("Spot", spot), ("Spot instances", on_instances & spot)):
        if len(group) > 1 and chosen == group:
            return words
    names: dict[str, None] = {}
    for at in sorted(chosen):
        option = quote.options[at]
        variants = {each for each, other in available.items() if other.launch_option == option.launch_option}
        whole = variants <= chosen
        names[LaunchOption(option.launch_option).words if whole else option_name(quote, option)] = None
    return "; ".join(names)
