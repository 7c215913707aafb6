"""The tools that agents call: each reads its workload, prices it and answers in short or line by line."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Literal

from mcp.types import CallToolResult, TextContent
from pydantic import Field

from ecsquote.account.saved_scan import MAX_BYTES
from ecsquote.agents import summaries
from ecsquote.agents.answer_length import json_text, shortened
from ecsquote.agents.pricing_desk import PricingDesk
from ecsquote.agents.root_folder import RootFolder
from ecsquote.agents.workload_arguments import (
    Document,
    argument_given,
    asked_of,
    document_bytes,
    either,
    faults_below,
    merged,
    one_argument,
)
from ecsquote.contract.quote_differences import differences_document
from ecsquote.contract.workloads import reading_document
from ecsquote.errors import PriceNotFound
from ecsquote.inputs.quote_requests import ReadRequest, read_asked
from ecsquote.quotes.compared_regions import check_compared_regions
from ecsquote.quotes.differences import differences

Detail = Annotated[
    Literal["summary", "lines"],
    Field(description="summary: under 6,000 characters; lines: everything, each line item with its price"),
]
Request = Annotated[
    Document | None,
    Field(description="the workload: a quote request, a task definition, or any other document that ecsquote reads"),
]
FilePath = Annotated[str | None, Field(description="instead of request: a file or folder below the folder of --root")]
RegionCode = Annotated[str | None, Field(description="AWS Region code, where the workload does not name one")]
Tasks = Annotated[int | None, Field(ge=0, description="number of tasks of a bare task definition")]
Side = Annotated[Document | str, Field(description="a workload, as for request; or a path, as for path")]


class AgentTools:
    """Every tool as a method; its name, its parameters and its docstring are what agents are shown."""

    def __init__(self, desk: PricingDesk, root: RootFolder) -> None:
        self._desk = desk
        self._root = root

    def all(self) -> tuple[Callable[..., CallToolResult], ...]:
        """The tools in the order in which they are listed."""
        return (
            self.quote_workload,
            self.read_workload,
            self.compare_regions,
            self.break_even,
            self.what_if,
            self.diff,
            self.budget_check,
            self.prices,
            self.scan_saved,
        )

    def quote_workload(
        self,
        request: Request = None,
        path: FilePath = None,
        region: RegionCode = None,
        tasks: Tasks = None,
        detail: Detail = "summary",
    ) -> CallToolResult:
        """Price an Amazon ECS workload on every launch option, cheapest first; exact decimal text per month."""
        argument = one_argument(self._root, request, path)
        quote = self._quote(argument.read(asked_of(region, tasks)), argument.name)
        return _answer(quote, summaries.quote_in_short(quote), detail)

    def read_workload(
        self,
        request: Request = None,
        path: FilePath = None,
        region: RegionCode = None,
        tasks: Tasks = None,
        detail: Detail = "summary",
    ) -> CallToolResult:
        """Read a Terraform plan, a template or another file: its services, and what it leaves unknown.

        With detail lines the answer holds the quote requests, to complete and to price with quote_workload.
        """
        argument = one_argument(self._root, request, path)
        with faults_below(argument.name):
            reading = reading_document(read_asked(argument.files, asked_of(region, tasks)))
        return _answer(reading, summaries.reading_in_short(reading), detail)

    def compare_regions(
        self,
        regions: Annotated[list[str], Field(min_length=1, description="AWS Region codes, each once")],
        request: Request = None,
        path: FilePath = None,
        tasks: Tasks = None,
        detail: Detail = "summary",
    ) -> CallToolResult:
        """Price one workload in several Regions, the cheapest Region first."""
        check_compared_regions(regions, self._desk.settings.max_regions)
        argument = one_argument(self._root, request, path)
        read = argument.read(asked_of(None if request and "region" in request else regions[0], tasks))
        quotes = [
            self._quote(read._replace(document={**read.document, "region": region}), argument.name)
            for region in regions
        ]
        quotes.sort(key=lambda quote: (quote["cheapest"] is None, _lowest(quote), quote["region"]))
        short = [
            {"region": quote["region"], "options": [_month(option) for option in quote["options"]]} for quote in quotes
        ]
        heading = {"currency": quotes[0]["currency"], "catalog_version": quotes[0]["catalog"]["version"]}
        return _answer({**heading, "regions": quotes}, {**heading, "regions": short}, detail)

    def break_even(
        self,
        request: Request = None,
        path: FilePath = None,
        region: RegionCode = None,
        tasks: Tasks = None,
        detail: Detail = "summary",
    ) -> CallToolResult:
        """Find at how many tasks of the first service the cheapest launch option changes."""
        argument = one_argument(self._root, request, path)
        read = argument.read(asked_of(region, tasks))
        with faults_below(argument.name):
            answer = self._desk.break_even(read)
        return _answer(answer, summaries.break_even_in_short(answer), detail)

    def what_if(
        self,
        request: Request = None,
        path: FilePath = None,
        changes: Annotated[
            Document | None,
            Field(description="a JSON merge patch (RFC 7396) of the quote request; lists are replaced as a whole"),
        ] = None,
        region: RegionCode = None,
        tasks: Tasks = None,
        detail: Detail = "summary",
    ) -> CallToolResult:
        """Price a workload with changes and compare; without changes, try ARM, other sizes and other instances."""
        argument = one_argument(self._root, request, path)
        read = argument.read(asked_of(region, tasks))
        if changes is not None:
            changed = read._replace(document=merged(read.document, changes))
            return self._compared(read, argument.name, changed, "changes", detail)
        with faults_below(argument.name):
            answer = self._desk.what_if(read)
        return _answer(answer, summaries.what_if_in_short(answer), detail)

    def diff(
        self,
        before: Side,
        after: Side,
        region: RegionCode = None,
        tasks: Tasks = None,
        detail: Detail = "summary",
    ) -> CallToolResult:
        """Compare the cost of a workload before and after a change: what rose, fell, is new and is gone."""
        asked = asked_of(region, tasks)
        first = either("before", self._root, before).read(asked)
        second = either("after", self._root, after).read(asked)
        return self._compared(first, "before", second, "after", detail)

    def budget_check(
        self,
        budgets: Annotated[
            list[Document] | Document, Field(description="a list of budgets, or the document of a budgets file")
        ],
        request: Request = None,
        path: FilePath = None,
        before: Annotated[Document | str | None, Field(description="the workload before, for limits of growth")] = None,
        region: RegionCode = None,
        tasks: Tasks = None,
        detail: Detail = "summary",
    ) -> CallToolResult:
        """Check what a workload costs, and how much it grew, against budgets: within, warning, exceeded or unpriced."""
        asked = asked_of(region, tasks)
        argument = one_argument(self._root, request, path)
        read = argument.read(asked)
        base = None if before is None else either("before", self._root, before).read(asked)
        limits = {"version": 1, "budgets": budgets} if isinstance(budgets, list) else budgets
        check = self._desk.check(read, base, limits)
        return _answer(check, summaries.check_in_short(check), detail)

    def prices(
        self,
        region: Annotated[str, Field(description="AWS Region code")],
        service_code: Annotated[str | None, Field(description="such as AmazonECS or AmazonEC2")] = None,
        usage_type: Annotated[str | None, Field(description="with or without the Region's prefix")] = None,
        detail: Detail = "summary",
    ) -> CallToolResult:
        """List the catalog's prices of a Region, each with its unit and the day it was read."""
        with faults_below("region"):
            version, rows = self._desk.prices(region, service_code, usage_type)
        if not rows:
            wanted = " ".join(filter(None, (service_code, usage_type)))
            raise PriceNotFound(f"catalog {version} holds no price for {wanted} in {region}")
        heading = {"region": region, "catalog_version": version, "count": len(rows)}
        return _answer({**heading, "prices": rows}, {**heading, "prices": summaries.prices_in_short(rows)}, detail)

    def scan_saved(
        self,
        request: Annotated[Document | None, Field(description="what ecsquote scan --save wrote")] = None,
        path: FilePath = None,
        detail: Detail = "summary",
    ) -> CallToolResult:
        """Quote an account that was saved by ecsquote scan anew, at the prices of the current catalog."""
        name = argument_given(request, path)
        content = document_bytes(name, request) if path is None else self._root.content(path, name, MAX_BYTES)
        with faults_below(name):
            report = self._desk.report(content)
        return _answer(report, summaries.report_in_short(report), detail)

    def _quote(self, read: ReadRequest, argument: str) -> Document:
        with faults_below(argument):
            return self._desk.quote(read)

    def _compared(
        self, first: ReadRequest, first_name: str, second: ReadRequest, second_name: str, detail: str
    ) -> CallToolResult:
        found = differences(self._quote(first, first_name), self._quote(second, second_name))
        document = differences_document(found)
        return _answer(document, summaries.difference_in_short(document), detail)


def _month(option: Document) -> Document:
    names = {name: option[name] for name in ("launch_option", "cpu_architecture")} | summaries.plan_of(option)
    reason = {} if option["available"] else {"unavailable_reason": option["unavailable_reason"]}
    return {**names, "monthly": option["monthly"], **reason}


def _lowest(quote: Document) -> Decimal:
    return next((Decimal(option["monthly"]) for option in quote["options"] if option["available"]), Decimal(0))


def _answer(document: Document, summary: Document, detail: str) -> CallToolResult:
    answer = document if detail == "lines" else shortened(summary)
    return CallToolResult(content=[TextContent(type="text", text=json_text(answer))], structured_content=answer)
