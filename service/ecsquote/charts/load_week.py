"""Tasks through the hours of a day or a week, and below them the instances that follow."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import altair as alt

from ecsquote.charts.answers import QuoteWithRequest, ShownOption
from ecsquote.charts.chart import Drawing, Wish
from ecsquote.charts.colours import Colours
from ecsquote.charts.legends import legend
from ecsquote.charts.one_option import option_on_instances
from ecsquote.charts.theme import Palette
from ecsquote.charts.words import option_words, sentence, shortened
from ecsquote.errors import Fault, InputError
from ecsquote.units import HOURS_PER_DAY, HOURS_PER_WEEK
from ecsquote.workload.service import Service

HEIGHT = 380
TASKS_END, INSTANCES_BEGIN = 0.56, 0.64
"""How the height is divided: tasks above, instances below."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def draw(quote: QuoteWithRequest, wish: Wish) -> Drawing:
    """The hourly loads, and the instances of the option; InputError where every load is constant."""
    services = [each.to_service() for each in quote.request.services]
    hours = _hours(services)
    option, instances = _instances(quote, wish)
    hours = max([hours, *map(len, instances.values())])
    if hours < HOURS_PER_DAY:
        message = "holds no service whose load changes from hour to hour: give hourly_tasks or hourly_demand"
        raise InputError("the load is constant", [Fault("/request/services", message)])
    tasks = {service.name: _through(service.load.weekly, hours) for service in services if _hourly(service)}
    colours = Colours({name: sum(counts) for name, counts in tasks.items()}, wish.palette.series, "services")
    total = [sum(counts) for counts in zip(*tasks.values(), strict=True)]
    marks = [_areas(tasks, colours, hours, height=TASKS_END if instances else 1.0)]
    if instances:
        marks.append(_steps(instances, hours, wish.palette))
    name = option_words(option, quote.options) if option is not None else None
    return Drawing(
        marks=alt.layer(*marks).resolve_scale(y="independent", color="independent"),
        height=HEIGHT if instances else int(HEIGHT * TASKS_END),
        title=f"Load of {shortened(quote.name, 50)}" if quote.name else "Load",
        subtitle=[_subtitle(name if instances else None, hours, services)],
        description=_description(name, total, instances, hours),
    )


def _hourly(service: Service) -> bool:
    """True for a service whose tasks are known hour by hour; daemons follow the instances."""
    return bool(service.load.weekly) and not service.definition.daemon


def _hours(services: Sequence[Service]) -> int:
    """24 or 168 where a load changes through the day or the week, 1 where none does."""
    weeks = [service.load.weekly for service in services if _hourly(service) and len(set(service.load.weekly)) > 1]
    if not weeks:
        return 1
    daily = all(_through(week[:HOURS_PER_DAY], HOURS_PER_WEEK) == _through(week, HOURS_PER_WEEK) for week in weeks)
    return HOURS_PER_DAY if daily else HOURS_PER_WEEK


def _through(counts: Sequence[int], hours: int) -> list[int]:
    """Counts repeated until they fill the hours."""
    return [counts[hour % len(counts)] for hour in range(hours)]


def _instances(quote: QuoteWithRequest, wish: Wish) -> tuple[ShownOption | None, Mapping[str, Sequence[int]]]:
    """The option and its instances hour by hour; nothing where it says nothing of hours."""
    if wish.launch_option is None and all(option.placement is None for option in quote.options):
        return None, {}
    option, placement = option_on_instances(quote, wish)
    return option, placement.hourly_instances or {}


def _areas(tasks: Mapping[str, Sequence[int]], colours: Colours, hours: int, *, height: float) -> alt.Chart:
    return _drawn(
        tasks,
        colours,
        hours,
        y=alt.Y(
            "from:Q",
            title="tasks",
            scale=alt.Scale(rangeMin=height * _full(height), rangeMax=0),
            axis=alt.Axis(tickMinStep=1, tickCount=4, format=",d"),
        ),
        legend=legend(colours.domain),
        tooltip=[alt.Tooltip("name:N", title="Service"), alt.Tooltip("count:Q", title="Tasks")],
    )


def _full(height: float) -> float:
    """The picture's height in pixels."""
    return HEIGHT if height < 1 else HEIGHT * TASKS_END


def _pieces(counts: Mapping[str, Sequence[int]], colours: Colours, hours: int) -> Iterator[dict[str, Any]]:
    """Every thing's counts on top of each other, hour by hour; what stays the same is one piece."""
    open_pieces: dict[str, dict[str, Any]] = {}
    for hour in range(hours):
        now = _stack({name: through[hour] for name, through in counts.items()}, colours)
        for name in [name for name, piece in open_pieces.items() if (piece["from"], piece["to"]) != now.get(name)]:
            yield _closed(open_pieces.pop(name), hour, hours)
        for name, (begin, end) in now.items():
            open_pieces.setdefault(name, {"name": name, "hour": hour, "from": begin, "to": end, "count": end - begin})
    for piece in open_pieces.values():
        yield _closed(piece, hours, hours)


def _closed(piece: dict[str, Any], end: int, hours: int) -> dict[str, Any]:
    return {**piece, "end": end, "when": f"{when(piece['hour'], hours)} to {when(end, hours)}"}


def _stack(counts: Mapping[str, int], colours: Colours) -> dict[str, tuple[int, int]]:
    """Where each thing begins and ends in one hour; the small ones are one."""
    sums: dict[str, int] = dict.fromkeys(colours.domain, 0)
    for name, count in counts.items():
        sums[colours.name(name)] += count
    ends = accumulate(sums.values())
    return {name: (end - sums[name], end) for name, end in zip(sums, ends, strict=True) if sums[name]}


def _steps(instances: Mapping[str, Sequence[int]], hours: int, palette: Palette) -> alt.Chart:
    sizes = {name: sum(counts) for name, counts in instances.items()}
    types = Colours(sizes, palette.series[::-1], "types")
    through = {name: _through(counts, hours) for name, counts in instances.items()}
    return _drawn(
        through,
        types,
        hours,
        y=alt.Y(
            "from:Q",
            title="instances",
            scale=alt.Scale(rangeMin=HEIGHT, rangeMax=INSTANCES_BEGIN * HEIGHT),
            axis=alt.Axis(orient="left", tickMinStep=1, tickCount=3, format=",d"),
        ),
        legend=legend(types.domain, orient="bottom"),
        tooltip=[alt.Tooltip("name:N", title="Instance type"), alt.Tooltip("count:Q")],
    )


def _drawn(
    counts: Mapping[str, Sequence[int]],
    colours: Colours,
    hours: int,
    *,
    y: alt.Y,
    legend: alt.Legend,
    tooltip: Sequence[alt.Tooltip],
) -> alt.Chart:
    """Counts on top of each other through the hours."""
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=list(_pieces(counts, colours, hours))))
        .mark_rect(strokeWidth=0)
        .encode(
            x=_hour_axis(hours),
            x2=alt.X2("end:Q"),
            y=y,
            y2=alt.Y2("to:Q"),
            color=alt.Color("name:N", scale=alt.Scale(domain=colours.domain, range=colours.range), legend=legend),
            tooltip=[alt.Tooltip("when:N", title="When"), *tooltip],
        )
    )
    return chart


def _hour_axis(hours: int) -> alt.X:
    week = hours == HOURS_PER_WEEK
    days = ", ".join(f"'{day}'" for day in _DAYS)
    return alt.X(
        "hour:Q",
        title=None,
        scale=alt.Scale(domain=[0, hours], nice=False),
        axis=alt.Axis(
            values=list(range(0, hours + 1, HOURS_PER_DAY if week else 3)),
            labelExpr=f"[{days}, ''][datum.value / {HOURS_PER_DAY}]"
            if week
            else "pad(datum.value, 2, '0', 'left') + ':00'",
            labelAlign="left" if week else "center",
            grid=week,
        ),
    )


def when(hour: int, hours: int) -> str:
    """An hour in words: "Tue 14:00"."""
    if hours == HOURS_PER_DAY:
        return f"{hour:02}:00"
    return f"{_DAYS[hour // HOURS_PER_DAY % len(_DAYS)]} {hour % HOURS_PER_DAY:02}:00"


def _subtitle(name: str | None, hours: int, services: Sequence[Service]) -> str:
    period = "a day, hour by hour" if hours == HOURS_PER_DAY else "a week from Monday, hour by hour"
    below = f"; below, the instances of {name}" if name else ""
    left_out = sum(1 for service in services if not _hourly(service))
    rest = f"; {left_out} without an hourly load left out" if left_out else ""
    return f"Tasks through {period}{below}{rest}"


def _description(name: str | None, total: Sequence[int], instances: Mapping[str, Sequence[int]], hours: int) -> str:
    most = total.index(max(total))
    text = f"From {min(total):,} to {max(total):,} tasks run, most from {when(most, hours)}"
    if instances and name:
        counts = [sum(each) for each in zip(*(_through(each, hours) for each in instances.values()), strict=True)]
        text += f"; {name} follows with {min(counts):,} to {max(counts):,} instances"
    return sentence(text)
