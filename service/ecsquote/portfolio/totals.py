"""What a portfolio comes to: sums by group, what other options save, and the services that cost the most; all exact."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecsquote.portfolio import columns
from ecsquote.pricing.partitions import currency_of
from ecsquote.units import decimal_string, exact_difference, exact_sum

LARGEST_SAVINGS = 40
MOST_EXPENSIVE = 10
_SAFE_SUM = 1e17
_NARROWER: Any = pa.decimal128(36, columns.MONEY_PLACES)

Group = tuple[str | None, ...]
"""The `--by` columns, the launch option and, with one, the Savings Plan."""


class RankedService(NamedTuple):
    """A service of one of the lists; the greater amount comes first, then the file and row."""

    amount: Decimal
    """What it saves, or costs."""
    file: str
    row: int
    id: str
    monthly: Decimal
    """On the option that it is compared with."""
    best_option: str
    best_monthly: Decimal


@dataclass
class PortfolioTotals:
    """The sums of some parts; parts are added in any order."""

    by: tuple[str, ...]
    groups: dict[Group, tuple[int, int, Decimal]] = field(default_factory=dict)
    """Services, those that are unavailable, and USD a month."""
    savings: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    """By the cheapest option: how many services it saves something for, and what."""
    most_saved: list[RankedService] = field(default_factory=list)
    most_expensive: list[RankedService] = field(default_factory=list)

    def add(self, other: "PortfolioTotals") -> None:
        """Add the sums of another part."""
        for group, (services, unavailable, monthly) in other.groups.items():
            before = self.groups.get(group, (0, 0, Decimal(0)))
            self.groups[group] = (before[0] + services, before[1] + unavailable, exact_sum((before[2], monthly)))
        for option, (services, saved) in other.savings.items():
            known = self.savings.get(option, (0, Decimal(0)))
            self.savings[option] = (known[0] + services, exact_sum((known[1], saved)))
        self.most_saved = _first([*self.most_saved, *other.most_saved], LARGEST_SAVINGS)
        self.most_expensive = _first([*self.most_expensive, *other.most_expensive], MOST_EXPENSIVE)

    def document(self) -> dict[str, Any]:
        """As JSON keeps it between the parts of a run."""
        return {
            "groups": [
                [*group, services, missing, decimal_string(usd)]
                for group, (services, missing, usd) in self.sorted_groups()
            ],
            "savings": [[option, count, decimal_string(usd)] for option, (count, usd) in sorted(self.savings.items())],
            "most_saved": [[str(part) for part in each] for each in self.most_saved],
            "most_expensive": [[str(part) for part in each] for each in self.most_expensive],
        }

    @classmethod
    def of_document(cls, by: tuple[str, ...], document: Mapping[str, Any]) -> "PortfolioTotals":
        """Read what `document` returned."""
        return cls(
            by,
            {tuple(row[:-3]): (row[-3], row[-2], Decimal(row[-1])) for row in document["groups"]},
            {option: (count, Decimal(usd)) for option, count, usd in document["savings"]},
            [_ranked(row) for row in document["most_saved"]],
            [_ranked(row) for row in document["most_expensive"]],
        )

    def sorted_groups(self) -> list[tuple[Group, tuple[int, int, Decimal]]]:
        """The groups in order, an empty cell first."""
        return sorted(self.groups.items(), key=lambda item: [(part is not None, part or "") for part in item[0]])


def _ranked(row: Sequence[str]) -> RankedService:
    amount, file, number, name, monthly, option, best = row
    return RankedService(Decimal(amount), file, int(number), name, Decimal(monthly), option, Decimal(best))


def _first(services: Iterable[RankedService], number: int) -> list[RankedService]:
    return heapq.nsmallest(number, services, key=lambda each: (-each.amount, each.file, each.row))


def part_totals(
    tables: Sequence[Any], labels: Sequence[tuple[str, str | None]], by: tuple[str, ...], file: str, numbers: Any
) -> PortfolioTotals:
    """The totals of one part: a table for each option and plan (`labels`), all of the same services."""
    found = PortfolioTotals(by)
    if not tables or not tables[0].num_rows:
        return found
    with_plan = any(plan is not None for _, plan in labels)
    for table, (option, plan) in zip(tables, labels, strict=True):
        for group, figures in _groups(table, by).items():
            found.groups[(*group, option, plan) if with_plan else (*group, option)] = figures
    _rank(found, tables, labels, file, numbers)
    return found


def _groups(table: Any, by: Sequence[str]) -> dict[Group, tuple[int, int, Decimal]]:
    monthly = table[columns.MONTHLY]
    if not by:
        return {(): (table.num_rows, monthly.null_count, _sum(monthly))}
    keys = {f"by{at}": _word(table[name]) for at, name in enumerate(by)}
    if _largest(monthly) * table.num_rows > _SAFE_SUM:
        found: dict[Group, tuple[int, int, Decimal]] = {}
        texts = [key.to_pylist() for key in keys.values()]
        for amount, *group in zip(monthly.to_pylist(), *texts, strict=True):
            services, missing, usd = found.get(tuple(group), (0, 0, Decimal(0)))
            found[tuple(group)] = (services + 1, missing + (amount is None), exact_sum((usd, amount or Decimal(0))))
        return found
    grouped = pa.table({**keys, "monthly": monthly}).group_by(list(keys))
    sums = grouped.aggregate([("monthly", "sum"), ("monthly", "count"), ([], "count_all")])
    return {
        tuple(row[key] for key in keys): (
            row["count_all"],
            row["count_all"] - row["monthly_count"],
            (row["monthly_sum"] or Decimal(0)),
        )
        for row in sums.to_pylist()
    }


def currencies(regions: Any, monthly: Any) -> list[str]:
    """The currencies of amounts above 0; `monthly` has those of all `regions` once per option."""
    costs = np.asarray(pc.fill_null(pc.greater(monthly, pa.scalar(Decimal(0), columns.MONEY)), False))
    some = costs.reshape(-1, max(1, len(regions))).any(axis=0)
    return sorted({currency_of(region) for region in pc.unique(regions.filter(pa.array(some))).to_pylist()})


def _word(column: Any) -> Any:
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _largest(monthly: Any) -> float:
    most = pc.max(monthly).as_py()
    return 0.0 if most is None else float(most)


def _sum(monthly: Any) -> Decimal:
    if _largest(monthly) * len(monthly) > _SAFE_SUM:
        return exact_sum(each for each in monthly.to_pylist() if each is not None)
    return pc.sum(monthly).as_py() or Decimal(0)


def _rank(
    found: PortfolioTotals, tables: Sequence[Any], labels: Sequence[tuple[str, str | None]], file: str, numbers: Any
) -> None:
    """Compare each service's first option with its cheapest one."""
    amounts = [table[columns.MONTHLY].combine_chunks().cast(_NARROWER) for table in tables]
    best = pc.min_element_wise(*amounts)
    names = _word(tables[0][columns.ID]).combine_chunks()
    saved = pc.subtract(amounts[0], best)
    taken = np.zeros(len(best), np.bool_)
    words = [option if plan is None else f"{option}, {plan}" for option, plan in labels]

    def service(row: int, amount: Decimal) -> RankedService:
        at = next(at for at, each in enumerate(amounts) if each[row].as_py() == best[row].as_py())
        first = amounts[0][row].as_py()
        cheapest = best[row].as_py()
        return RankedService(
            amount,
            file,
            int(numbers[row]),
            names[row].as_py(),
            cheapest if first is None else first,
            words[at],
            cheapest,
        )

    for amount, word in zip(amounts[1:], words[1:], strict=True):
        here = np.asarray(pc.fill_null(pc.and_(pc.equal(amount, best), pc.less(best, amounts[0])), False)) & ~taken
        taken |= here
        if here.any():
            found.savings[word] = (int(here.sum()), _sum(saved.filter(pa.array(here))))
    for values, number, into in (
        (saved, LARGEST_SAVINGS, found.most_saved),
        (best, MOST_EXPENSIVE, found.most_expensive),
    ):
        rough = np.nan_to_num(np.asarray(values.cast(pa.float64())), nan=0.0)
        places = _largest_places(rough, number)
        ranked = [service(row, values[row].as_py()) for row in places if values[row].as_py()]
        into.extend(_first(ranked, number))


def _largest_places(rough: Any, number: int) -> list[int]:
    """More places than are wanted, so that equal amounts and the last digits are decided exactly."""
    if len(rough) <= number:
        return list(range(len(rough)))
    least = np.partition(rough, len(rough) - number)[len(rough) - number]
    places: list[int] = np.flatnonzero(rough >= least * (1 - 1e-12))[: 10 * number].tolist()
    return places


def changes(
    before: PortfolioTotals, after: PortfolioTotals
) -> list[tuple[Group, Decimal | None, Decimal | None, Decimal]]:
    """(group, USD before, USD after, difference) of the groups that changed, the largest change first."""
    found = []
    for group in {**before.groups, **after.groups}:
        old, new = (totals.groups[group][2] if group in totals.groups else None for totals in (before, after))
        difference = exact_difference(new or Decimal(0), old or Decimal(0))
        if difference or (old is None) != (new is None):
            found.append((group, old, new, difference))
    return sorted(found, key=lambda each: (-abs(each[3]), [part or "" for part in each[0]]))
