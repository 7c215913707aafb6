"""`Client`: each call waits for its answer."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, ParamSpec, Self, TypeVar, overload

import httpx
from tenacity import Retrying

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


class SynchronousMethod(Generic[P, T]):
    """An operation as a method of `Client`."""

    def __init__(self, operation: Operation[P, T]) -> None:
        self.operation = operation
        self.__doc__ = operation.__doc__

    @overload
    def __get__(self, client: None, owner: object) -> Self: ...

    @overload
    def __get__(self, client: "Client", owner: object) -> Callable[P, T]: ...

    def __get__(self, client: "Client | None", owner: object) -> "Self | Callable[P, T]":
        """Return the method bound to a client."""
        if client is None:
            return self

        def method(*arguments: P.args, **keywords: P.kwargs) -> T:
            return client.send(self.operation, *arguments, **keywords)

        return method


class Client(Connection):
    """A client of one server; close it or use it in a `with` statement.

    `timeout` is in seconds and holds for each attempt. A request that gets no answer or status 429 or 503 is retried up
    to `retries` times. `api_key`, else the environment variable ECSQUOTE_API_KEY, is sent with every request;
    `admin_key` replaces it for operations that need an administrator. `options` are passed to `httpx.Client`.
    """

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
        self._http = httpx.Client(**{**self.http_options, **options})

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(self, operation: Operation[P, T], *arguments: P.args, **keywords: P.kwargs) -> T:
        """Call an operation; raises ClientError."""
        call = operation.describe(*arguments, **keywords)
        request = self.request_options(operation, call)

        def attempt() -> T:
            try:
                with opened(call.form) as form:
                    answer = self._http.request(**request, **form)
            except httpx.HTTPError as error:
                raise not_answered(error, self.base_url) from error
            return read_answer(call, answer.status_code, answer.headers, answer.content)

        try:
            return Retrying(**self.retrying(call))(attempt)
        except Later as later:
            raise later.error from later.__cause__

    def make_quotes(self, bodies: Iterable[Body]) -> Iterator[QuoteDocument | Problem]:
        """Price and store many workloads, streamed both ways; yields a quote or a problem for each, in order."""
        reader = LineReader()
        try:
            with self._http.stream(
                "POST", BATCH, content=batch_lines(bodies), headers={"Content-Type": NDJSON, **self.authorization()}
            ) as answer:
                if answer.status_code != 200:
                    raise problem_of(answer.status_code, answer.read())
                for piece in answer.iter_bytes():
                    yield from map(read_batch_line, reader.lines(piece))
        except httpx.HTTPError as error:
            raise not_answered(error, self.base_url).error from error
        reader.end()

    def every(self, list_page: Callable[..., PageOf[T]], **asked: Any) -> Iterator[T]:
        """Yield all rows of a list, page by page: `client.every(client.list_quotes, limit=100)`."""
        page = list_page(**asked)
        yield from page.items
        while page.next_cursor is not None:
            page = list_page(**asked, cursor=page.next_cursor)
            yield from page.items

    make_quote = SynchronousMethod(operations.make_quote)
    read_workload = SynchronousMethod(operations.read_workload)
    quote_scan = SynchronousMethod(operations.quote_scan)
    check_bill = SynchronousMethod(operations.check_bill)
    list_quotes = SynchronousMethod(operations.list_quotes)
    get_quote = SynchronousMethod(operations.get_quote)
    export_quote = SynchronousMethod(operations.export_quote)
    delete_quote = SynchronousMethod(operations.delete_quote)
    diff_quotes = SynchronousMethod(operations.diff_quotes)
    export_diff = SynchronousMethod(operations.export_diff)
    compare_regions = SynchronousMethod(operations.compare_regions)
    find_break_even = SynchronousMethod(operations.find_break_even)
    try_changes = SynchronousMethod(operations.try_changes)
    rank_inputs = SynchronousMethod(operations.rank_inputs)
    find_commitments = SynchronousMethod(operations.find_commitments)
    bill_the_range = SynchronousMethod(operations.bill_the_range)
    follow_prices = SynchronousMethod(operations.follow_prices)
    check_budgets = SynchronousMethod(operations.check_budgets)
    get_budgets_schema = SynchronousMethod(operations.get_budgets_schema)
    draw_answer = SynchronousMethod(operations.draw_answer)
    draw_quote = SynchronousMethod(operations.draw_quote)
    list_regions = SynchronousMethod(catalog_operations.list_regions)
    list_instance_types = SynchronousMethod(catalog_operations.list_instance_types)
    list_prices = SynchronousMethod(catalog_operations.list_prices)
    list_savings_plans = SynchronousMethod(catalog_operations.list_savings_plans)
    list_catalogs = SynchronousMethod(catalog_operations.list_catalogs)
    current_catalog = SynchronousMethod(catalog_operations.current_catalog)
    get_catalog = SynchronousMethod(catalog_operations.get_catalog)
    diff_catalogs = SynchronousMethod(catalog_operations.diff_catalogs)
    start_refresh = SynchronousMethod(catalog_operations.start_refresh)
    get_job = SynchronousMethod(catalog_operations.get_job)
    healthz = SynchronousMethod(operations.healthz)
    readyz = SynchronousMethod(operations.readyz)
    metrics = SynchronousMethod(operations.metrics)
