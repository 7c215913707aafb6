"""What a shared fleet costs each service, what stays idle, and what perfect packing would save."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ecsquote.calculator.components import INSTANCE_COMPONENTS
from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.fleets.task_groups import is_production
from ecsquote.cli.output.option_names import is_current, option_name
from ecsquote.cli.output.terminal import printable
from ecsquote.contract.quotes import OptionQuote, Quote
from ecsquote.units import dollars, exact_sum, to_cents
from ecsquote.workload.capacity import Capacity

MOST_SERVICES = 8
FULL_PERCENT = 100


def perfect_packing(quote: Quote, options: Sequence[OptionQuote]) -> Iterator[RenderableType]:
    """One line: what no fleet of the same types can beat, against the fleet of each option."""
    savings = {option_name(quote, option): packing_saving(quote, option) for option in options}
    shown = [f"{dollars(saved)} on {name}" for name, saved in savings.items() if saved is not None and to_cents(saved)]
    if shown:
        yield Text(f"Perfect packing would save {', '.join(shown)}")


def packing_saving(quote: Quote, option: OptionQuote) -> Decimal | None:
    """USD a month that the option's instances cost above perfect packing, at list prices; None where not known.

    A row under a Savings Plan has none: the bound knows no plan. A fleet that is packed perfectly itself has none.
    """
    placement = option.placement
    if placement is None or placement.perfect_packing_hourly is None or option.savings_plan or option.savings_plans:
        return None
    if _is_packed(quote, option):
        return None
    cost = sum(
        item.quantity * (item.price.list_unit_price or item.unit_price)
        for item in option.line_items
        if item.component in INSTANCE_COMPONENTS and item.service is None
    )
    return max(Decimal(0), cost - placement.perfect_packing_hourly * quote.hours_per_month)


def _is_packed(quote: Quote, option: OptionQuote) -> bool:
    """Whether the option's fleet has no rules that perfect packing would drop."""
    fleet = FleetRequest.model_validate(quote.request["fleet"])
    if LaunchOption(option.launch_option).capacity is Capacity.MANAGED_INSTANCES:
        fleet = fleet.of_managed_instances()
    return not (is_production(fleet) or fleet.min_instances or fleet.target_capacity_percent < FULL_PERCENT)


def shared_costs(quote: Quote, options: Sequence[OptionQuote]) -> Iterator[RenderableType]:
    """In a comparison: one fleet that several services share, today's or the cheapest, and what each pays of it."""
    shared = [option for option in options if option.placement and len(option.placement.services) > 1]
    chosen = next((option for option in shared if is_current(quote, option)), shared[0] if shared else None)
    if chosen is not None:
        yield Text(f"\nInstances by service, {option_name(quote, chosen)}", style="bold")
        yield from service_costs(chosen, MOST_SERVICES)


def service_costs(option: OptionQuote, most: int | None = None) -> Iterator[RenderableType]:
    """Each service's part of the instances, volumes, fees and credits, its part of what is idle, and the idle row."""
    placement = option.placement
    if placement is None or not placement.services:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Service", overflow="fold")
    for heading in ("Monthly", "Part of idle", "Together"):
        table.add_column(heading, justify="right", no_wrap=True)
    ordered = sorted(placement.services, key=lambda each: (-to_cents(each.monthly), each.name))
    for each in ordered[:most]:
        together = exact_sum([each.monthly, each.idle_monthly])
        table.add_row(printable(each.name), dollars(each.monthly), dollars(each.idle_monthly), dollars(together))
    rest = ordered[most:] if most is not None else []
    if rest:
        held, idle = (exact_sum([getattr(each, name) for each in rest]) for name in ("monthly", "idle_monthly"))
        table.add_row(f"{len(rest)} more", dollars(held), dollars(idle), dollars(exact_sum([held, idle])))
    if placement.idle_monthly is not None:
        table.add_row("idle", dollars(placement.idle_monthly), "", "", style="dim")
    yield Padding(table, (0, 0, 0, 2))
