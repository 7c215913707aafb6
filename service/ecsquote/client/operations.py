"""Every operation of the API but the catalog's; a test compares them with the OpenAPI document.

Each function takes the parameters of its operation by name, and `body`, the JSON object of a POST.
"""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import uuid4

from ecsquote.client.call import Body, Call, document, encoded, nothing, operation, raw, said, text
from ecsquote.client.upload import FileToSend, Form
from ecsquote.contract.analyses import BreakEven, Commitments, PriceHistory, RangeBills, Sensitivity, WhatIf
from ecsquote.contract.bill_checks import BillCheck
from ecsquote.contract.budget_checks import BudgetCheck
from ecsquote.contract.comparisons import Comparison
from ecsquote.contract.health import Health, Readiness
from ecsquote.contract.pages import Page
from ecsquote.contract.quote_differences import Differences
from ecsquote.contract.quotes import QuoteDocument, QuoteRow
from ecsquote.contract.scans import AccountReport
from ecsquote.contract.workloads import WorkloadDocument

ChartFormat = Literal["vega-lite", "svg", "png"]


@operation("POST", "/v1/quotes")
def make_quote(  # noqa: PLR0913 - the query of the API
    body: Body,
    *,
    keep: bool = True,
    idempotency_key: str | None = None,
    region: str | None = None,
    tasks: str | None = None,
    environment: str | None = None,
    default_size: str | None = None,
    param: Sequence[str] = (),
    set: Sequence[str] = (),  # noqa: A002 - the parameter's name in the API
) -> Call[QuoteDocument]:
    """Price a workload on every launch option asked for, and keep the quote unless `keep` is False.

    Without an `idempotency_key` a random one is sent, so that a retried request creates one quote. The others say what
    a `body` that is not a quote request leaves open.
    """
    asked = said(region=region, tasks=tasks, environment=environment, default_size=default_size, param=param, set=set)
    if not keep:
        return Call(document(QuoteDocument), query={**asked, "keep": "false"}, body=body)
    headers = {"Idempotency-Key": idempotency_key or uuid4().hex}
    return Call(document(QuoteDocument), query=asked, headers=headers, body=body)


@operation("POST", "/v1/workloads")
def read_workload(
    body: Body,
    *,
    region: str | None = None,
    tasks: str | None = None,
    environment: str | None = None,
    default_size: str | None = None,
    param: Sequence[str] = (),
) -> Call[WorkloadDocument]:
    """Read a document in any known form as quote requests; nothing is priced or stored."""
    asked = said(region=region, tasks=tasks, environment=environment, default_size=default_size, param=param)
    return Call(document(WorkloadDocument), query=asked, body=body)


@operation("POST", "/v1/scans")
def quote_scan(
    body: Body,
    *,
    spot: str | None = None,
    cpu_headroom: str | None = None,
    memory_headroom: str | None = None,
    cluster: Sequence[str] = (),
    region: Sequence[str] = (),
) -> Call[AccountReport]:
    """Quote what a saved scan found, from the scan alone; nothing is stored."""
    asked = said(spot=spot, cpu_headroom=cpu_headroom, memory_headroom=memory_headroom, cluster=cluster, region=region)
    return Call(document(AccountReport), query=asked, body=body)


@operation("POST", "/v1/bill-checks")
def check_bill(  # noqa: PLR0913 - the fields of the form
    quote: Body | str,
    bill: Sequence[FileToSend],
    *,
    month: str,
    launch_option: str | None = None,
    cluster: str | None = None,
    service: str | None = None,
    tag: str | None = None,
    cost: Literal["list", "effective", "net"] | None = None,
    tolerance: str | None = None,
) -> Call[BillCheck]:
    """Compare an estimate with the bill of a month; nothing is stored.

    `quote` is a quote request, a quote, or the id of a kept quote; `bill` has the paths of cost exports, or pairs of a
    name and a content. `tag` is KEY=VALUE.
    """
    asked = said(month=month, launch_option=launch_option, cluster=cluster, service=service, tag=tag)
    asked |= said(cost=cost, tolerance=tolerance)
    fields = {"quote": quote if isinstance(quote, str) else encoded(quote).decode(), **asked}
    return Call(document(BillCheck), form=Form(fields, "bill", bill))


@operation("GET", "/v1/quotes")
def list_quotes(*, limit: int | None = None, cursor: str | None = None) -> Call[Page[QuoteRow]]:
    """List the stored quotes, newest first."""
    return Call(document(Page[QuoteRow]), query=said(limit=limit, cursor=cursor))


@operation("GET", "/v1/quotes/{quote_id}")
def get_quote(quote_id: str) -> Call[QuoteDocument]:
    """Return a stored quote."""
    return Call(document(QuoteDocument), {"quote_id": quote_id}, {"format": "json"})


@operation("GET", "/v1/quotes/{quote_id}", "export")
def export_quote(quote_id: str, *, format: str) -> Call[bytes]:  # noqa: A002 - the parameter's name in the API
    """Return a stored quote as a file, in any of the server's formats, such as csv, markdown, focus or xlsx."""
    return Call(raw, {"quote_id": quote_id}, {"format": format})


@operation("DELETE", "/v1/quotes/{quote_id}")
def delete_quote(quote_id: str) -> Call[None]:
    """Delete a quote permanently."""
    return Call(nothing, {"quote_id": quote_id}, again=False)


@operation("GET", "/v1/quotes/{before}/diff/{after}")
def diff_quotes(before: str, after: str, *, launch_option: Sequence[str] | None = None) -> Call[Differences]:
    """Compare two stored quotes line by line."""
    return Call(
        document(Differences), {"before": before, "after": after}, said(launch_option=launch_option, format="json")
    )


@operation("GET", "/v1/quotes/{before}/diff/{after}", "export")
def export_diff(
    before: str,
    after: str,
    *,
    format: Literal["json", "markdown"],  # noqa: A002 - the parameter's name in the API
    launch_option: Sequence[str] | None = None,
) -> Call[str]:
    """Return the differences of two stored quotes as Markdown, for example for a pull request."""
    return Call(text, {"before": before, "after": after}, said(launch_option=launch_option, format=format))


@operation("POST", "/v1/comparisons")
def compare_regions(body: Body) -> Call[Comparison]:
    """Price one workload in several Regions; nothing is stored."""
    return Call(document(Comparison), body=body)


@operation("POST", "/v1/analyses/break-even")
def find_break_even(body: Body) -> Call[BreakEven]:
    """Find where the cheapest launch option changes."""
    return Call(document(BreakEven), body=body)


@operation("POST", "/v1/analyses/what-if")
def try_changes(body: Body) -> Call[WhatIf]:
    """Price each change on its own."""
    return Call(document(WhatIf), body=body)


@operation("POST", "/v1/analyses/sensitivity")
def rank_inputs(body: Body) -> Call[Sensitivity]:
    """Rank the inputs by their effect on one launch option's bill."""
    return Call(document(Sensitivity), body=body)


@operation("POST", "/v1/analyses/commitments")
def find_commitments(body: Body) -> Call[Commitments]:
    """Find the Savings Plan commitment with the lowest monthly cost."""
    return Call(document(Commitments), body=body)


@operation("POST", "/v1/analyses/range")
def bill_the_range(body: Body) -> Call[RangeBills]:
    """Bill every launch option at the minimum, average and maximum load."""
    return Call(document(RangeBills), body=body)


@operation("POST", "/v1/analyses/price-history")
def follow_prices(body: Body) -> Call[PriceHistory]:
    """Price one workload with each stored catalog version."""
    return Call(document(PriceHistory), body=body)


@operation("POST", "/v1/budget-checks")
def check_budgets(body: Body) -> Call[BudgetCheck]:
    """Check workloads against budgets; an exceeded budget is a result, not an error."""
    return Call(document(BudgetCheck), body=body)


@operation("GET", "/v1/budgets/schema")
def get_budgets_schema() -> Call[dict[str, Any]]:
    """Return the JSON schema of a budgets file."""
    return Call(document(dict[str, Any]))


@operation("POST", "/v1/charts/{chart}")
def draw_answer(
    chart: str,
    body: Body,
    *,
    format: ChartFormat | None = None,  # noqa: A002 - the parameter's name in the API
    theme: Literal["light", "dark"] | None = None,
    launch_option: str | None = None,
    cpu_architecture: str | None = None,
) -> Call[bytes]:
    """Draw an answer of this API."""
    query = said(format=format, theme=theme, launch_option=launch_option, cpu_architecture=cpu_architecture)
    return Call(raw, {"chart": chart}, query, body=body)


@operation("GET", "/v1/quotes/{quote_id}/charts/{chart}")
def draw_quote(
    quote_id: str,
    chart: str,
    *,
    format: ChartFormat | None = None,  # noqa: A002 - the parameter's name in the API
    theme: Literal["light", "dark"] | None = None,
    launch_option: str | None = None,
    cpu_architecture: str | None = None,
) -> Call[bytes]:
    """Draw a stored quote."""
    query = said(format=format, theme=theme, launch_option=launch_option, cpu_architecture=cpu_architecture)
    return Call(raw, {"quote_id": quote_id, "chart": chart}, query)


@operation("GET", "/healthz")
def healthz() -> Call[Health]:
    """Report that the process responds."""
    return Call(document(Health), again=False)


@operation("GET", "/readyz")
def readyz() -> Call[Readiness]:
    """Report that the price catalog is loaded and the database responds; raises Busy otherwise."""
    return Call(document(Readiness), again=False)


@operation("GET", "/metrics")
def metrics() -> Call[str]:
    """Return request counts and durations in the Prometheus text format."""
    return Call(text)
