"""The tables of Windows hours: as AWS publishes them, and derived from Linux hours where no published row is."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing import meters
from ecsquote.pricing.rows import RowRefused, due_price
from ecsquote.pricing.tables.ec2 import LAUNCH_COLUMNS, expect, instance_price
from ecsquote.pricing.tables.reading import Findings, LeftOut, Row, TablePrice, observation_date
from ecsquote.pricing.tables.table import PRICE_COLUMNS, Gathered, PriceTable, each_row

USUAL_LICENCE = Decimal("0.046")
"""USD per vCPU and hour that most instance types pay for Windows: https://aws.amazon.com/ec2/pricing/on-demand/"""


def _family(row: Row) -> str:
    return row["instance_type"].partition(".")[0]


def _price(row: Row, gathered: Gathered) -> TablePrice:
    return instance_price(row, gathered, lambda name: meters.instance_hours(name, "WINDOWS"))


def _take_published(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    def one(row: Row) -> None:
        expect(row, "operating_system", "Windows")
        expect(row, "tenancy", "Shared")
        price = _price(row, gathered)
        if due_price(row["licence_per_vcpu"]) != USUAL_LICENCE:
            gathered.unusual_licences.add(_family(row))
        gathered.prices.append(price)
        gathered.windows_hours[row["region"], row["instance_type"]] = price

    each_row(rows, findings, one)


PUBLISHED_WINDOWS = PriceTable(
    "ec2_windows_on_demand.csv",
    "Windows On-Demand hours, shared tenancy, licence included (https://aws.amazon.com/ec2/pricing/on-demand/)",
    {
        **LAUNCH_COLUMNS,
        "licence_per_vcpu": "what Windows adds to the Linux price per vCPU and hour, in USD",
        **PRICE_COLUMNS,
    },
    _take_published,
)

_PUBLISHED_FIRST = "ec2_windows_on_demand.csv has the price as AWS publishes it"
_OTHER_LICENCE = (
    "published rows of the instance family show another licence than 0.046 USD per vCPU, so nothing is derived for it"
)


def _take_derived(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    def one(row: Row) -> None:
        expect(row, "operating_system", "Windows")
        expect(row, "tenancy", "Shared")
        place = (row["region"], row["instance_type"])
        if place in gathered.windows_hours:
            raise LeftOut(_PUBLISHED_FIRST)
        confirmed = {"yes": True, "no": False}.get(row["confirmed_by_libcloud"])
        if confirmed is None:
            raise RowRefused("confirmed_by_libcloud must be yes or no")
        if not confirmed and _family(row) in gathered.unusual_licences:
            raise LeftOut(_OTHER_LICENCE)
        price = _derived_or_confirmed(row, gathered, confirmed)
        gathered.prices.append(price)
        derived[place] = price

    derived: dict[tuple[str, str], TablePrice] = {}
    each_row(rows, findings, one)
    gathered.windows_hours.update(derived)


def _derived_or_confirmed(row: Row, gathered: Gathered, confirmed: bool) -> TablePrice:
    linux = gathered.linux_hours.get((row["region"], row["instance_type"]))
    if linux is None:
        raise RowRefused("ec2_on_demand.csv holds no Linux price that this price could be derived from")
    method = row["method"]
    how = method.removeprefix("derived: ").partition(";")[0].partition(" (")[0]
    source = f"{method.partition('where ')[2].partition(' has ')[0]}" if confirmed else linux.source
    as_of = observation_date(method) if confirmed else linux.observed_on
    stated = replace(row, fields={**row.fields, "source": source, "as_of": as_of})
    basis, note = (Basis.PUBLISHED, None) if confirmed else (Basis.DERIVED, how)
    return replace(_price(stated, gathered), basis=basis, note=note)


DERIVED_WINDOWS = PriceTable(
    "ec2_windows_on_demand_derived.csv",
    "Windows On-Demand hours, shared tenancy, derived from Linux hours; confirmed ones count as published",
    {
        **LAUNCH_COLUMNS,
        "region": PRICE_COLUMNS["region"],
        "usd": PRICE_COLUMNS["usd"],
        "unit": PRICE_COLUMNS["unit"],
        "confirmed_by_libcloud": "yes where the price was also seen as AWS published it, else no",
        "method": '"derived: how; confirmed=yes where SOURCE (date) has …"',
    },
    _take_derived,
    leaves_out=(_PUBLISHED_FIRST, _OTHER_LICENCE),
)
