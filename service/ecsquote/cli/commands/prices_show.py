"""`ecsquote prices show`: the rows of the price catalog and its Savings Plan rates, each with its source and date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ecsquote.errors import InputError, PriceNotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecsquote.pricing.catalog.catalog import Catalog
    from ecsquote.pricing.catalog.price_filter import PlanFilter, PriceFilter

PLAN_TYPES = ("COMPUTE", "EC2_INSTANCE")
PAYMENT_OPTIONS = ("NO_UPFRONT", "PARTIAL_UPFRONT", "ALL_UPFRONT")


@click.command("show")
@click.option("--region", help="Only this AWS Region.")
@click.option(
    "--service",
    "service_code",
    metavar="CODE",
    help="Only this service code, e.g. AmazonECS, or a part of it, e.g. ecs.",
)
@click.option(
    "--usage-type",
    metavar="U",
    help="Only this usage type, with or without the Region's prefix, or a part of it, e.g. m5.large.",
)
@click.option("--operating-system", type=click.Choice(("LINUX", "WINDOWS")), help="Only rows for it.")
@click.option("--savings-plans", is_flag=True, help="Rates of Savings Plans instead of list prices.")
@click.option("--plan-type", type=click.Choice(PLAN_TYPES), help="With --savings-plans: only these plans.")
@click.option("--term-years", type=click.Choice(("1", "3")), help="With --savings-plans: only this term.")
@click.option("--payment-option", type=click.Choice(PAYMENT_OPTIONS), help="With --savings-plans: only plans paid so.")
@click.option("--instance-family", metavar="F", help="With --savings-plans: only plans for this family, e.g. m7g.")
@click.option("--catalog-version", metavar="V", help="Of this catalog version.")
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table", show_default=True)
def command(  # noqa: PLR0913, PLR0917 - click hands options over by name
    region: str | None,
    service_code: str | None,
    usage_type: str | None,
    operating_system: str | None,
    savings_plans: bool,
    plan_type: str | None,
    term_years: str | None,
    payment_option: str | None,
    instance_family: str | None,
    catalog_version: str | None,
    form: str,
) -> None:
    """Print price rows. JSON and CSV hold every column, the table the main ones.

    Rows whose names are exactly those given come first; where none is, rows whose names contain them.
    """
    from ecsquote.cli.input.catalogs import catalog_store
    from ecsquote.cli.output.price_rows import plan_cells, price_cells, write_rows
    from ecsquote.pricing.catalog.price_filter import PlanFilter, PriceFilter
    from ecsquote.pricing.catalog.price_search import search_plan_prices, search_prices
    from ecsquote.settings import load_settings

    store = catalog_store(load_settings())
    catalog = store.current() if catalog_version is None else store.load(catalog_version)
    regions = [region] if region is not None else [each.code for each in catalog.regions()]
    wanted = PriceFilter(service_code, usage_type, operating_system)
    plans = PlanFilter(plan_type, None if term_years is None else int(term_years), payment_option, instance_family)
    if savings_plans:
        rows = [plan_cells(rate) for rate in search_plan_prices(catalog, regions, plans, wanted)]
    elif plans != PlanFilter():
        raise InputError("--plan-type, --term-years, --payment-option and --instance-family go with --savings-plans")
    else:
        rows = [price_cells(price) for price in search_prices(catalog, regions, wanted)]
    if not rows:
        raise PriceNotFound(_nothing_found(catalog, regions, wanted, plans if savings_plans else None))
    write_rows(rows, form)


def _nothing_found(catalog: Catalog, regions: Sequence[str], wanted: PriceFilter, plans: PlanFilter | None) -> str:
    """What was looked for, and the service codes that there are where the one asked for is none of them."""
    asked = [wanted.service_code, wanted.usage_type, wanted.operating_system]
    if plans is not None:
        asked += [plans.plan_type, plans.payment_option, plans.family]
        asked.append(None if plans.term_years is None else f"{plans.term_years} years")
    if len(regions) == 1:
        asked.append(f"in {regions[0]}")
    what = "price" if plans is None else "Savings Plan rate"
    message = f"catalog {catalog.version} holds no {what} for {' '.join(filter(None, asked))}".rstrip()
    codes = sorted({price.service_code for code in regions for price in catalog.prices(code)})
    if wanted.service_code is not None and not any(wanted.service_code.lower() in code.lower() for code in codes):
        message += f"; the service codes are {', '.join(codes)}"
    return message
