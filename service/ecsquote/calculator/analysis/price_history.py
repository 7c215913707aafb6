"""One workload under every version of the price catalog: how its month has moved with AWS's prices."""

from collections.abc import Iterable, Mapping
from typing import Any

from ecsquote.calculator.analysis.requoting import BeforeEach, do_nothing, priced_options, read_analysed
from ecsquote.calculator.quoting import price_request
from ecsquote.contract.analyses import PricedOption, PriceHistory, VersionBill
from ecsquote.errors import InputError
from ecsquote.pricing.catalog.catalog import Catalog


def price_history(
    document: Mapping[str, Any], catalogs: Iterable[Catalog], before_each: BeforeEach = do_nothing
) -> PriceHistory:
    """The request under each catalog, whichever version it names itself.

    A request that one version cannot take, as an old one a younger Region, fails there alone; InputError of the last
    one where all of them fail.
    """
    asked = {name: value for name, value in document.items() if name != "catalog_version"}
    bills: list[VersionBill] = []
    failure: InputError | None = None
    for catalog in catalogs:
        before_each()
        options: tuple[PricedOption, ...] = ()
        reason = None
        try:
            options = priced_options(price_request(read_analysed(asked, catalog), catalog, totals_only=True))
        except InputError as error:
            failure, reason = error, "; ".join(fault.message for fault in error.faults) or str(error)
        bills.append(VersionBill(catalog.version, catalog.published_at, options, reason))
    if failure is not None and all(bill.error for bill in bills):
        raise failure
    return PriceHistory(tuple(bills))
