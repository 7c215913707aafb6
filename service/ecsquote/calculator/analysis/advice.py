"""Advice: which change to the request would save most, each priced by a separate quote, never by a rule of thumb."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ecsquote.calculator.analysis.advised_changes import SPOT_CHANGES, advised_changes
from ecsquote.calculator.analysis.changes import RequestChange
from ecsquote.calculator.analysis.requoting import Requoter, plans_slowly
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.capacity_plan import KnownPlans
from ecsquote.calculator.quoting import options_asked
from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.quotes import Advice, OptionKey, OptionQuote, Quote
from ecsquote.counted import listed
from ecsquote.errors import InputError, OptionUnavailable
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.units import exact_difference, to_decimal

HasTime = Callable[[], bool]
"""Called before each further quote; once it returns False, the remaining changes are skipped."""
MAX_TYPES = 3
SHORT_LIST = 3
"""Lines of the short list."""
SHORT_QUOTES = 6
"""The most quotes that the short list takes."""
_TENTH = Decimal("0.1")


def no_time_limit() -> bool:
    """Return True always: the default where nobody waits."""
    return True


def with_advice(
    quote: Quote,
    request: QuoteRequest,
    catalog: Catalog,
    has_time: HasTime = no_time_limit,
    known: KnownPlans | None = None,
) -> Quote:
    """Add advice to a request's quote where the request asks for it: for today's option first, then by saving.

    Changes that AWS would refuse or that save nothing are left out. `known` are the plans of the quote itself.
    """
    if not request.advice:
        return quote
    found, left_out = _found(quote, Requoter(request, catalog, known=known, totals_only=False), has_time)
    note = f"not tried because time ran out: {'; '.join(left_out)}" if left_out else None
    return replace(quote, advice=tuple(found), advice_note=note)


def worth_a_look(
    quote: Quote,
    request: QuoteRequest,
    catalog: Catalog,
    has_time: HasTime = no_time_limit,
    known: KnownPlans | None = None,
) -> tuple[Advice, ...]:
    """The short list for a table: at most SHORT_LIST changes, of at most SHORT_QUOTES quotes, today's option first.

    Only today's option and the cheapest are quoted again; what is expensive to plan is left to `with_advice`.
    """
    found, _ = _found(quote, Requoter(request, catalog, known=known, totals_only=False), has_time, short=True)
    each_once = {advice.change: advice for advice in reversed(found)}  # today's option comes before others
    return tuple([advice for advice in found if each_once[advice.change] is advice][:SHORT_LIST])


@dataclass(frozen=True, slots=True)
class _Yardstick:
    """What savings are measured against: today's option where it is known, else the cheapest of the request."""

    today: bool
    key: OptionKey
    monthly: Decimal
    least: Decimal
    """The cheapest option's month: a change of another option than today's must be cheaper still."""

    @classmethod
    def of(cls, quote: Quote) -> "_Yardstick | None":
        least = next((option for option in quote.options if option.available), None)
        if least is None or least.monthly is None:
            return None
        if (today := quote.current) is not None:
            key = OptionKey(today.launch_option, today.cpu_architecture, today.savings_plan)
            return cls(True, key, today.monthly, least.monthly)
        return cls(False, least.key, least.monthly, least.monthly)

    def accepts(self, change: RequestChange, row: OptionQuote, before: Decimal | None) -> bool:
        """Whether a changed row is worth naming: `before` is the option's month without the change, where known."""
        if row.monthly is None or row.monthly >= self.monthly:
            return False
        if change.name in SPOT_CHANGES:
            return self.today and not LaunchOption(self.key.launch_option).spot
        if before is not None and row.monthly >= before:
            return False
        return row.launch_option == self.key.launch_option or row.monthly < self.least


def _found(
    quote: Quote, requoter: Requoter, has_time: HasTime, *, short: bool = False
) -> tuple[list[Advice], list[str]]:
    """The advice, and the changes that were not tried for want of time."""
    found: list[Advice] = []
    left_out: list[str] = []
    yardstick = _Yardstick.of(quote)
    if yardstick is None:
        return found, left_out
    request = requoter.request
    targets = _targets(quote, request, yardstick, short=short)
    for change in advised_changes(request):
        if not (concerned := _concerned(change, targets, request, short=short)):
            continue
        if not has_time() or (short and requoter.quotes >= SHORT_QUOTES):
            left_out.append(change.words)
        else:
            found += _advice(change, requoter, concerned, quote, yardstick)
    found.sort(key=lambda each: (each.launch_option != yardstick.key.launch_option, -each.saving, each.change))
    if not yardstick.today:
        found.sort(key=lambda each: (-each.saving, each.change))
    return found, left_out


def _targets(quote: Quote, request: QuoteRequest, yardstick: _Yardstick, *, short: bool) -> tuple[LaunchOption, ...]:
    """The options to quote again, today's first: all that were asked for, or of those only the ones likely to win."""
    asked = tuple(options_asked(request))
    today = [LaunchOption(yardstick.key.launch_option)] if yardstick.today else []
    available = [LaunchOption(option.launch_option) for option in quote.options if option.available]
    if short:
        firm = [option for option in available if not option.spot]
        asked = tuple(option for option in (*available[:1], *firm[:1]) if option in asked)
    targets = dict.fromkeys((*today, *asked))
    return tuple(option for option in targets if request.spot or not option.spot)


def _concerned(
    change: RequestChange, targets: Sequence[LaunchOption], request: QuoteRequest, *, short: bool
) -> list[LaunchOption]:
    """The targets that a change can make cheaper; a change to the mix of Spot and On-Demand has its own option."""
    concerned = [option for option in targets if option in change.concerns]
    if change.name in SPOT_CHANGES:  # about capacity of the kind that runs today
        on_fargate = LaunchOption.FARGATE in targets[:1]
        concerned = list(change.concerns) if on_fargate == (change.name == "fargate_spot_with_base") else []
    if short and any(option.description.fleet for option in concerned) and plans_slowly(request):
        return [option for option in concerned if not option.description.fleet]
    return concerned


def _advice(
    change: RequestChange, requoter: Requoter, concerned: Sequence[LaunchOption], quote: Quote, yardstick: _Yardstick
) -> Iterator[Advice]:
    """Today's option with the change, and the cheapest other one that beats every option as it is."""
    document = requoter.document()
    document |= {"advice": False, "current": "none"}
    try:
        change.make(document)
        document["launch_options"] = [option.value for option in concerned]
        changed = requoter.quote(document)
    except (InputError, OptionUnavailable):
        return
    before = {row.launch_option: row.monthly for row in reversed(quote.options) if row.available}
    accepted = [row for row in changed.options if yardstick.accepts(change, row, before.get(row.launch_option))]
    named: set[bool] = set()
    for row in accepted:
        of_today = yardstick.today and row.launch_option == yardstick.key.launch_option
        if of_today not in named:
            named.add(of_today)
            yield _entry(change, row, yardstick)


def _entry(change: RequestChange, row: OptionQuote, yardstick: _Yardstick) -> Advice:
    monthly = row.monthly or Decimal(0)
    saving = exact_difference(yardstick.monthly, monthly)
    percent = to_decimal(Fraction(saving) / Fraction(yardstick.monthly) * 100)
    return Advice(
        change=change.name,
        words=f"{change.words}{_on(row)}",
        launch_option=row.launch_option,
        cpu_architecture=row.cpu_architecture,
        savings_plan=row.savings_plan,
        savings_plans=row.savings_plans,
        monthly=monthly,
        saving=saving,
        saving_percent=percent.quantize(_TENTH, rounding=ROUND_HALF_UP),
        measured_against="current" if yardstick.today else "cheapest",
        against_launch_option=yardstick.key.launch_option,
        against_monthly=yardstick.monthly,
        assumes=change.assumes,
    )


def _on(changed: OptionQuote) -> str:
    """What the option then runs on, where that is instances: ": m7g.large, c7g.xlarge and 2 more"."""
    if changed.placement is None:
        return ""
    types = list(dict.fromkeys(row.instance_type for row in changed.placement.instances))
    return f": {listed(types, MAX_TYPES)}" if types else ""
