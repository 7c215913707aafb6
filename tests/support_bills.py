"""Made bills: the rows that AWS would write for the lines of a quote, in every format of cost exports."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from ecsquote.calculator.components import SERVICE_NAMES
from ecsquote.calculator.line_items import LineItem
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.facts import fact
from ecsquote.pricing.billing_codes import usage_type_prefix
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.units import decimal_string, exact_product
from support_catalog import shipped_catalog

MONTH = "2026-10"
OCTOBER_HOURS = 31 * 24
START = datetime(2026, 10, 1, tzinfo=UTC)
CLUSTER = "shop"


@dataclass(frozen=True)
class MadeRow:
    """A row of a bill before it is spelt in a format; money and quantities in USD and AWS's units."""

    service_code: str
    usage_type: str
    quantity: Decimal
    price: Decimal
    operation: str = ""
    region: str = "us-east-1"
    charge: str = "Usage"
    """A lineItemType of the CUR."""
    start: datetime = START
    hours: int = OCTOBER_HOURS
    resource: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    currency: str = "USD"
    cost: Decimal | None = None
    """What is billed, where it is not the public price."""
    effective: Decimal | None = None
    """What a plan or a reservation pays."""
    parent: str = ""
    split_cost: Decimal | None = None
    unused_cost: Decimal | None = None
    description: str = ""

    @property
    def list_cost(self) -> Decimal:
        """At the public price."""
        return exact_product(self.quantity, self.price)

    @property
    def billed(self) -> Decimal:
        """What is charged."""
        return self.list_cost if self.cost is None else self.cost


def made_rows(document: Mapping[str, Any], launch_option: str, catalog: Catalog | None = None) -> list[MadeRow]:
    """The rows of October for a request, all at the estimated quantities and prices."""
    catalog = catalog or shipped_catalog()
    request = read_request({**document, "hours_per_month": OCTOBER_HOURS, "launch_options": [launch_option]}, catalog)
    (option, *_) = price_request(request, catalog).options
    assert option.available, option.unavailable_reason
    return [_row(line, request.region) for line in option.line_items if isinstance(line, LineItem)]


def _row(line: LineItem, region: str) -> MadeRow:
    meter = line.meter
    prefix = usage_type_prefix(region, meter.service_code, meter.usage_type, meter.variant)
    assert prefix is not None
    operation = "" if meter.usage_type == "AWS-Out-Bytes" else meter.variant
    resource, tags = "", {}
    if line.service is not None and meter.service_code == "AmazonECS":
        resource = f"arn:aws:ecs:{region}:123456789012:task/{CLUSTER}/{line.service}-0123456789abcdef"
        tags = {"aws:ecs:serviceName": line.service, "team": "web"}
    return MadeRow(
        meter.service_code, prefix + meter.usage_type, line.quantity, line.unit_price, operation, region,
        resource=resource, tags=tags,
    )  # fmt: skip


def changed(rows: Iterable[MadeRow], **changes: Any) -> list[MadeRow]:
    """The rows with other fields."""
    return [replace(row, **changes) for row in rows]


_FOCUS_CHARGES = {
    "Tax": "Tax",
    "Credit": "Credit",
    "Fee": "Purchase",
    "SavingsPlanRecurringFee": "Purchase",
    "RIFee": "Purchase",
}


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def focus_row(row: MadeRow, version: str = "1.2") -> dict[str, str]:
    """A row in FOCUS; 1.0 as in the specification's sample, without AWS's own columns."""
    committed = row.charge.startswith(("SavingsPlan", "RI", "Discounted"))
    columns = {
        "BilledCost": decimal_string(row.billed),
        "EffectiveCost": decimal_string(row.billed if row.effective is None else row.effective),
        "ListCost": decimal_string(row.list_cost),
        "BillingCurrency": row.currency,
        "ChargeCategory": _FOCUS_CHARGES.get(row.charge, "Usage"),
        "ChargeClass": "Correction" if row.charge == "Refund" else "",
        "ChargeDescription": row.description,
        "ChargePeriodStart": _moment(row.start),
        "ChargePeriodEnd": _moment(row.start + timedelta(hours=row.hours)),
        "CommitmentDiscountId": "plan-1" if committed else "",
        "CommitmentDiscountType": ("Savings Plan" if "Savings" in row.charge else "Reserved Instance")
        if committed
        else "",
        "PricingQuantity": decimal_string(row.quantity),
        "PricingUnit": "Hours",
        "RegionId": row.region,
        "ResourceId": row.resource,
        "ServiceName": SERVICE_NAMES.get(row.service_code, row.service_code),
        "SkuPriceId": "",
        "Tags": json.dumps(dict(row.tags)) if row.tags else "",
    }
    if version == "1.0":
        return columns
    own = {"x_ServiceCode": row.service_code, "x_UsageType": row.usage_type, "x_Operation": row.operation}
    if version == "1.1":
        return {**columns, **own, "CommitmentDiscountStatus": "Used" if committed else ""}
    return {**columns, **own, "CommitmentDiscountStatus": "Used" if committed else "", "InvoiceId": "1", "SkuMeter": ""}


def cur_row(row: MadeRow) -> dict[str, Any]:
    """A row of CUR 2.0; `resource_tags` as a map."""

    def money(value: Decimal | None) -> str:
        return "" if value is None else decimal_string(value)

    return {
        "line_item_line_item_type": row.charge,
        "line_item_product_code": row.service_code,
        "line_item_usage_type": row.usage_type,
        "line_item_operation": row.operation,
        "line_item_resource_id": row.resource,
        "line_item_usage_start_date": _moment(row.start),
        "line_item_usage_end_date": _moment(row.start + timedelta(hours=row.hours)),
        "line_item_usage_amount": decimal_string(row.quantity),
        "line_item_currency_code": row.currency,
        "line_item_unblended_cost": decimal_string(row.billed),
        "line_item_net_unblended_cost": "",
        "pricing_public_on_demand_cost": decimal_string(row.list_cost),
        "product_region_code": row.region,
        "savings_plan_savings_plan_effective_cost": money(row.effective),
        "reservation_effective_cost": money(row.effective),
        "resource_tags": {_cur_key(name): value for name, value in row.tags.items()},
        "split_line_item_parent_resource_id": row.parent,
        "split_line_item_split_cost": money(row.split_cost),
        "split_line_item_unused_cost": money(row.unused_cost),
    }


def _cur_key(name: str) -> str:
    """CUR 2.0 writes user_team for team, and aws_ecs_service_name for aws:ecs:serviceName."""
    if not name.startswith("aws:"):
        return f"user_{name}"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace(":", "_")


def legacy_row(row: MadeRow) -> dict[str, Any]:
    """A row of the legacy CUR: lineItem/UsageType, and a column for each tag."""
    new = cur_row(row)
    named = {
        "lineItem": "line_item_", "pricing": "pricing_", "product": "product_", "savingsPlan": "savings_plan_",
        "reservation": "reservation_", "splitLineItem": "split_line_item_",
    }  # fmt: skip
    columns: dict[str, Any] = {}
    for name, value in new.items():
        section = next((one for one, prefix in named.items() if name.startswith(prefix)), None)
        if section is not None:
            words = name.removeprefix(named[section]).split("_")
            columns[f"{section}/{''.join(word.capitalize() for word in words)}"] = value
    columns["product/regionCode"] = columns.pop("product/RegionCode")
    columns["pricing/publicOnDemandCost"] = columns.pop("pricing/PublicOnDemandCost")
    columns["resourceTags/aws:ecs:serviceName"] = row.tags.get("aws:ecs:serviceName", "")
    columns["resourceTags/user:team"] = row.tags.get("team", "")
    return columns


FORMATS = {
    "focus 1.0": lambda row: focus_row(row, "1.0"),
    "focus 1.1": lambda row: focus_row(row, "1.1"),
    "focus 1.2": focus_row,
    "cur 2.0": cur_row,
    "legacy cur": legacy_row,
}


def csv_bytes(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The rows as CSV; maps as JSON texts."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(
        {name: json.dumps(value) if isinstance(value, dict) else value for name, value in row.items()} for row in rows
    )
    return file.getvalue().encode()


_TIMES = ("ChargePeriodStart", "ChargePeriodEnd", "line_item_usage_start_date", "line_item_usage_end_date")


def parquet_table(rows: Sequence[Mapping[str, Any]], numbers: pa.DataType | None = None) -> pa.Table:
    """The rows as AWS writes Parquet: times as timestamps, tags as a map, costs as doubles (or as decimals)."""
    arrays = {}
    for name in rows[0]:
        values = [None if row[name] == "" else row[name] for row in rows]
        if name in _TIMES:
            moments = [datetime.fromisoformat(row[name].removesuffix("Z")) for row in rows]
            arrays[name] = pa.array(moments, pa.timestamp("ms"))
        elif "ost" in name.split("_")[-1] or name.endswith(("Cost", "Quantity", "amount")):
            kind = numbers or pa.float64()
            read = Decimal if pa.types.is_decimal(kind) else float
            arrays[name] = pa.array([None if value is None else read(value) for value in values], kind)
        elif name in ("resource_tags", "Tags"):
            maps = [json.loads(value or "{}") if isinstance(value, str) or value is None else value for value in values]
            arrays[name] = pa.array([list(one.items()) for one in maps], pa.map_(pa.string(), pa.string()))
        else:
            arrays[name] = pa.array(values, pa.string())
    return pa.table(arrays)


def export(path: Path, rows: Sequence[MadeRow], form: str = "cur 2.0") -> Path:
    """Write the rows in a format; the file's name says whether as CSV, gzip or Parquet."""
    spelled = [FORMATS[form](row) for row in rows]
    if path.suffix == ".parquet":
        parquet.write_table(parquet_table(spelled), path)
    else:
        content = csv_bytes(spelled)
        path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def billing_codes() -> Mapping[str, str]:
    codes: Mapping[str, str] = fact("regions", "billing_codes")
    return codes
