"""Notes of a quote, each text once with the options that it applies to, for any kind of output."""

from collections.abc import Sequence

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


def warnings(quote: Quote) -> list[tuple[str, str]]:
    """Warnings of the available options and of the catalog."""
    available = [option for option in quote.options if option.available]
    return [*notes(quote, available, "warnings"), *(("", text) for text in quote.catalog.warnings)]


def notes(quote: Quote, options: Sequence[OptionQuote], kind: str) -> list[tuple[str, str]]:
    """Each note once: first those of every option, then the others with the options that they are about."""
    about: dict[str, list[str]] = {}
    for option in options:
        for text in getattr(option, kind):
            about.setdefault(text, []).append(option_name(quote, option))
    found = [("" if len(names) == len(options) else "; ".join(names), text) for text, names in about.items()]
    return sorted(found, key=lambda note: bool(note[0]))
