"""The fleet of one option: each kind of instance a bar, its tasks the blocks in it, and what stays idle."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import altair as alt

from ecsquote.charts.answers import QuoteWithRequest, ShownInstances, ShownPlacement
from ecsquote.charts.chart import Drawing, Wish
from ecsquote.charts.colours import Colours
from ecsquote.charts.legends import legend
from ecsquote.charts.one_option import option_on_instances
from ecsquote.charts.theme import Palette
from ecsquote.charts.words import option_words, percent, sentence, shortened
from ecsquote.contract.empty_instances import kept_for_words
from ecsquote.counted import counted, listed, noun
from ecsquote.workload.service import TaskDefinition
from ecsquote.workload.service_request import ServiceRequest

MAX_ROWS = 30
MAX_BLOCKS = 48
"""Tasks on one instance that are drawn one by one; of more, each service is one block that says how many."""
MAX_IN_DESCRIPTION = 6
ROW_HEIGHT = 44
BAR_HEIGHT = 20
IDLE = "idle capacity"
ROOM_FOR_A_COUNT = 0.05
MAX_ZONE_CHARACTERS = 30


def draw(quote: QuoteWithRequest, wish: Wish) -> Drawing:
    """Return the requested option, else the cheapest on instances; raises InputError if there is none."""
    option, placement = option_on_instances(quote, wish)
    groups = sorted(placement.instances, key=_largest_first)
    shown = groups[:MAX_ROWS]
    sizes = {each.name: each.task_definition for each in map(ServiceRequest.to_service, quote.request.services)}
    colours = Colours(_cpu_by_service(groups, sizes), wish.palette.series, "services")
    blocks = [block for row, group in enumerate(shown) for block in _blocks(row, group, colours, sizes)]
    labels = [_label(row, group, quote.hours_per_month) for row, group in enumerate(shown)]
    name = option_words(option, quote.options)
    return Drawing(
        marks=alt.layer(
            _bars(blocks, colours, wish.palette), _counts(blocks, wish.palette), *_texts(labels, wish.palette)
        ),
        height=ROW_HEIGHT * len(shown),
        title=f"Fleet of {shortened(quote.name, 50)}" if quote.name else "Fleet",
        subtitle=_subtitle(name, placement, len(groups) - len(shown)),
        description=_description(name, groups, placement),
    )


def _largest_first(group: ShownInstances) -> tuple[Decimal, str, str, int]:
    return -group.count * group.hours, group.instance_type, group.availability_zone or "", group.zone or 0


def _cpu_by_service(groups: Sequence[ShownInstances], sizes: Mapping[str, TaskDefinition]) -> Counter[str]:
    """What each service reserves on the fleet, in CPU units."""
    cpu: Counter[str] = Counter()
    for group in groups:
        for name, count in group.tasks.items():
            cpu[name] += count * group.count * _weight(sizes.get(name), "cpu")
    return cpu


def _binding(group: ShownInstances) -> tuple[str, Decimal]:
    """The resource that a bar is drawn by, and its used share: what binds, else the one that is used more."""
    used = {"cpu": group.cpu_used, "memory": group.memory_used}
    name = group.bound_by if group.bound_by in used else max(used, key=lambda each: used[each])
    return name, used[name]


def _blocks(
    row: int, group: ShownInstances, colours: Colours, sizes: Mapping[str, TaskDefinition]
) -> Iterator[dict[str, Any]]:
    """The tasks of one instance from left to right, then the rest of it."""
    resource, used = _binding(group)
    present = {name: count for name, count in group.tasks.items() if count}
    weights = {name: _weight(sizes.get(name), resource) for name in present}
    whole = sum(weights[name] * count for name, count in present.items()) or 1
    end = 0.0
    if sum(present.values()) <= MAX_BLOCKS:
        for name in colours.ordered(present):
            for _ in range(present[name]):
                begin, end = end, end + float(used) * weights[name] / whole
                what = f"{present[name]} × {shortened(name)}"
                yield _block(row, begin, end, colours.name(name), what, group) | {"count": ""}
    else:
        for name, (count, weight) in _together(present, weights, colours).items():
            begin, end = end, end + float(used) * weight / whole
            counted = f"{count:,} ×" if end - begin > ROOM_FOR_A_COUNT else ""
            yield _block(row, begin, end, name, f"{count:,} × {name}", group) | {"count": counted}
    yield _block(row, float(used), 1.0, IDLE, f"{percent(1 - used)} of its {_RESOURCES[resource]}", group)


def _together(
    present: Mapping[str, int], weights: Mapping[str, int], colours: Colours
) -> Mapping[str, tuple[int, int]]:
    """Tasks and what they weigh, by the name in the legend: small services are one."""
    sums: dict[str, tuple[int, int]] = {}
    for service in colours.ordered(present):
        count, weight = sums.get(name := colours.name(service), (0, 0))
        sums[name] = (count + present[service], weight + present[service] * weights[service])
    return sums


def _weight(task: TaskDefinition | None, resource: str) -> int:
    """What a task takes of the resource, in any one unit; a task that asks for none still takes its place."""
    if task is None:
        return 1
    return max(1, task.reserved_cpu_units if resource == "cpu" else task.reserved_memory_mib)


_RESOURCES = {"cpu": "CPU", "memory": "memory"}


def _block(row: int, begin: float, end: float, kind: str, what: str, group: ShownInstances) -> dict[str, Any]:
    used = f"CPU {percent(group.cpu_used)}, memory {percent(group.memory_used)}"
    place = {"row": row, "from": round(begin, 6), "to": round(end, 6)}
    return {**place, "kind": kind, "what": what, "instance": group.instance_type, "used": used}


def _label(row: int, group: ShownInstances, hours_per_month: Decimal) -> dict[str, Any]:
    resource, used = _binding(group)
    share = min(Decimal(1), group.hours / (group.count * hours_per_month))
    part = "" if share > Decimal("0.9995") else f", {percent(share)} of the month"
    return {
        "row": row,
        "name": f"{group.count:,} × {group.instance_type}{_in_zone(group)}{part}{_kept_for(group)}",
        "right": f"{_RESOURCES[resource]} {percent(used)} used",
    }


def _in_zone(group: ShownInstances) -> str:
    """The zone of a fleet that is spread, by its name where it is known: ", zone 2"; else nothing."""
    if group.availability_zone is not None:
        return f", {shortened(group.availability_zone, MAX_ZONE_CHARACTERS)}"
    return f", zone {group.zone}" if group.zone is not None else ""


def _kept_for(group: ShownInstances) -> str:
    """Why instances stand that have no tasks: ": room for a deployment"; else nothing."""
    return f": {kept_for_words(group.kept_for)}" if group.kept_for else ""


def _bars(blocks: list[dict[str, Any]], colours: Colours, palette: Palette) -> alt.Chart:
    scale = alt.Scale(domain=[*colours.domain, IDLE], range=[*colours.range, palette.idle])
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=blocks))
        .mark_bar(height=BAR_HEIGHT, yOffset=9, stroke=palette.background, strokeWidth=1)
        .encode(
            y=_rows(),
            x=alt.X("from:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False)),
            x2=alt.X2("to:Q"),
            color=alt.Color("kind:N", scale=scale, legend=legend([*colours.domain, IDLE])),
            tooltip=[
                alt.Tooltip("instance:N", title="Instance"),
                alt.Tooltip("kind:N", title="Block"),
                alt.Tooltip("what:N", title="On each"),
                alt.Tooltip("used:N", title="Used"),
            ],
        )
    )
    return chart


def _counts(blocks: list[dict[str, Any]], palette: Palette) -> alt.Chart:
    """How many tasks a block stands for, where they are too many to be drawn one by one."""
    counted = [block | {"middle": (block["from"] + block["to"]) / 2} for block in blocks if block.get("count")]
    chart = alt.Chart(alt.InlineData(values=counted)).mark_text(dy=9, fontSize=11, color=palette.background)
    encoded: alt.Chart = chart.encode(y=_rows(), x=alt.X("middle:Q"), text=alt.Text("count:N"))
    return encoded


def _texts(labels: list[dict[str, Any]], palette: Palette) -> tuple[alt.Chart, alt.Chart]:
    base = alt.Chart(alt.InlineData(values=labels)).encode(y=_rows())
    name = base.mark_text(align="left", dy=-12, limit={"expr": "max(60, width - 140)"}, fontSize=13)
    right = base.mark_text(align="right", dy=-12, color=palette.faint)
    return (
        name.encode(x=alt.value(0), text=alt.Text("name:N")),
        right.encode(x=alt.value("width"), text=alt.Text("right:N")),
    )


def _rows() -> alt.Y:
    return alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))


def _subtitle(name: str, placement: ShownPlacement, hidden: int) -> list[str]:
    lines = [f"{name}; a bar is one instance's CPU or memory, whichever binds; {percent(placement.idle_share)} idle"]
    if hidden:
        kinds = f"{counted(hidden, 'more kind')} of instances"
        lines.append(
            f"{kinds}, which {noun(hidden, 'runs', 'run')} for fewer hours, {noun(hidden, 'is', 'are')} left out"
        )
    return lines


def _description(name: str, groups: Sequence[ShownInstances], placement: ShownPlacement) -> str:
    kinds = [
        f"{group.count:,} × {group.instance_type}{_in_zone(group)} with {_tasks(group)}, CPU {percent(group.cpu_used)} "
        f"and memory {percent(group.memory_used)} used"
        for group in groups
    ]
    idle = f"{percent(placement.idle_share)} of the fleet is idle"
    return sentence(f"{name} runs on {listed(kinds, MAX_IN_DESCRIPTION)}; {idle}")


def _tasks(group: ShownInstances) -> str:
    tasks = [f"{count} {shortened(name, 40)}" for name, count in group.tasks.items() if count]
    return f"{listed(tasks, MAX_IN_DESCRIPTION)} each" if tasks else f"no tasks{_kept_for(group)}"
