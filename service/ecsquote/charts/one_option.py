"""The option that charts of one option draw: the requested one, else the cheapest that runs on instances."""

from ecsquote.charts.answers import ShownOption, ShownPlacement, ShownQuote
from ecsquote.charts.chart import Wish
from ecsquote.errors import Fault, InputError


def option_on_instances(quote: ShownQuote, wish: Wish) -> tuple[ShownOption, ShownPlacement]:
    """Return the cheapest matching option with a placement; raises InputError if there is none."""
    for option in quote.options:
        if wish.launch_option not in (None, option.launch_option):
            continue
        if wish.cpu_architecture not in (None, option.cpu_architecture):
            continue
        if option.available and option.placement is not None and option.placement.instances:
            return option, option.placement
    raise InputError("no such option runs on instances", [Fault("/options", _missing(quote, wish))])


def _missing(quote: ShownQuote, wish: Wish) -> str:
    there = dict.fromkeys(option.launch_option.value for option in quote.options if option.placement is not None)
    requested = " ".join(filter(None, (wish.launch_option, wish.cpu_architecture)))
    asked = f"{requested} has no instances here" if requested else "holds no option that runs on instances"
    return f"{asked}; launch_option may be {', '.join(there)}" if there else f"{asked}; ask for an EC2 option"
