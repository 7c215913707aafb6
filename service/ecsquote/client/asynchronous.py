"""`AsyncClient`: each call is awaited."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any, Generic, ParamSpec, Self, TypeVar, overload

import httpx
from tenacity import AsyncRetrying

from ecsquote.client import catalog_operations, operations
from ecsquote.client.call import Body, Operation
from ecsquote.client.errors import Problem, problem_of
from ecsquote.client.transport import (
    BATCH,
    NDJSON,
    Connection,
    Later,
    LineReader,
    PageOf,
    batch_lines,
    not_answered,
    read_answer,
    read_batch_line,
)
from ecsquote.client.upload import opened
from ecsquote.contract.quotes import QuoteDocument

P = ParamSpec("P")
T = TypeVar("T")


class AsynchronousMethod(Generic[P, T]):
    """An operation as a method of `AsyncClient`."""

    def __init__(self, operation: Operation[P, T]) -> None:
        self.operation = operation
        self.__doc__ = operation.__doc__

    @overload
    def __get__(self, client: None, owner: object) -> Self: ...

    @overload
    def __get__(self, client: "AsyncClient", owner: object) -> Callable[P, Awaitable[T]]: ...

    def __get__(self, client: "AsyncClient | None", owner: object) -> "Self | Callable[P, Awaitable[T]]":
        """Return the method bound to a client."""
        if client is None:
            return self

        async def method(*arguments: P.args, **keywords: P.kwargs) -> T:
            return await client.send(self.operation, *arguments, **keywords)

        return method


class AsyncClient(Connection):
    """`Client` for asyncio: the same operations, awaited; `options` are passed to `httpx.AsyncClient`."""

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8000",
        *,
        timeout: float = 60.0,
        retries: int = 3,
        api_key: str | None = None,
        admin_key: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(base_url, timeout=timeout, retries=retries, api_key=api_key, admin_key=admin_key)
        self._http = httpx.AsyncClient(**{**self.http_options, **options})

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, operation: Operation[P, T], *arguments: P.args, **keywords: P.kwargs) -> T:
        """Call an operation; raises ClientError."""
        call = operation.describe(*arguments, **keywords)
        request = self.request_options(operation, call)

        async def attempt() -> T:
            try:
                with opened(call.form) as form:
                    answer = await self._http.request(**request, **form)
            except httpx.HTTPError as error:
                raise not_answered(error, self.base_url) from error
            return read_answer(call, answer.status_code, answer.headers, answer.content)

        try:
            return await AsyncRetrying(**self.retrying(call))(attempt)
        except Later as later:
            raise later.error from later.__cause__

    async def make_quotes(self, bodies: Iterable[Body]) -> AsyncIterator[QuoteDocument | Problem]:
        """Price and store many workloads, streamed both ways; yields a quote or a problem for each, in order."""
        reader = LineReader()

        async def content() -> AsyncIterator[bytes]:
            for line in batch_lines(bodies):
                yield line

        try:
            async with self._http.stream(
                "POST", BATCH, content=content(), headers={"Content-Type": NDJSON, **self.authorization()}
            ) as answer:
                if answer.status_code != 200:
                    raise problem_of(answer.status_code, await answer.aread())
                async for piece in answer.aiter_bytes():
                    for line in reader.lines(piece):
                        yield read_batch_line(line)
        except httpx.HTTPError as error:
            raise not_answered(error, self.base_url).error from error
        reader.end()

    async def every(self, list_page: Callable[..., Awaitable[PageOf[T]]], **asked: Any) -> AsyncIterator[T]:
        """Yield all rows of a list, page by page: `client.every(client.list_quotes, limit=100)`."""
        page = await list_page(**asked)
        for row in page.items:
            yield row
        while page.next_cursor is not None:
            page = await list_page(**asked, cursor=page.next_cursor)
            for row in page.items:
                yield row

    make_quote = AsynchronousMethod(operations.make_quote)
    read_workload = AsynchronousMethod(operations.read_workload)
    quote_scan = AsynchronousMethod(operations.quote_scan)
    check_bill = AsynchronousMethod(operations.check_bill)
    list_quotes = AsynchronousMethod(operations.list_quotes)
    get_quote = AsynchronousMethod(operations.get_quote)
    export_quote = AsynchronousMethod(operations.export_quote)
    delete_quote = AsynchronousMethod(operations.delete_quote)
    diff_quotes = AsynchronousMethod(operations.diff_quotes)
    export_diff = AsynchronousMethod(operations.export_diff)
    compare_regions = AsynchronousMethod(operations.compare_regions)
    find_break_even = AsynchronousMethod(operations.find_break_even)
    try_changes = AsynchronousMethod(operations.try_changes)
    rank_inputs = AsynchronousMethod(operations.rank_inputs)
    find_commitments = AsynchronousMethod(operations.find_commitments)
    bill_the_range = AsynchronousMethod(operations.bill_the_range)
    follow_prices = AsynchronousMethod(operations.follow_prices)
    check_budgets = AsynchronousMethod(operations.check_budgets)
    get_budgets_schema = AsynchronousMethod(operations.get_budgets_schema)
    draw_answer = AsynchronousMethod(operations.draw_answer)
    draw_quote = AsynchronousMethod(operations.draw_quote)
    list_regions = AsynchronousMethod(catalog_operations.list_regions)
    list_instance_types = AsynchronousMethod(catalog_operations.list_instance_types)
    list_prices = AsynchronousMethod(catalog_operations.list_prices)
    list_savings_plans = AsynchronousMethod(catalog_operations.list_savings_plans)
    list_catalogs = AsynchronousMethod(catalog_operations.list_catalogs)
    current_catalog = AsynchronousMethod(catalog_operations.current_catalog)
    get_catalog = AsynchronousMethod(catalog_operations.get_catalog)
    diff_catalogs = AsynchronousMethod(catalog_operations.diff_catalogs)
    start_refresh = AsynchronousMethod(catalog_operations.start_refresh)
    get_job = AsynchronousMethod(catalog_operations.get_job)
    healthz = AsynchronousMethod(operations.healthz)
    readyz = AsynchronousMethod(operations.readyz)
    metrics = AsynchronousMethod(operations.metrics)
