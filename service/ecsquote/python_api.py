"""The Python API: the same quote as the command line, and its lines as data frames."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecsquote.calculator.savings_plans.names import plans_in_short
from ecsquote.contract.quotes import OptionQuote, Quote, quote_document
from ecsquote.errors import InputError, UnreadableInput, with_faults
from ecsquote.inputs.files import read_files
from ecsquote.inputs.overrides import Overrides
from ecsquote.inputs.parameters import ReadingParameters, TaskSize, task_size
from ecsquote.inputs.quote_requests import Asked, environment_region, request_of
from ecsquote.inputs.source_file import SourceFile
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.pricing.store.opening import open_store
from ecsquote.quotes.quoter import Quoter
from ecsquote.settings import Settings, load_settings

if TYPE_CHECKING:
    import pandas as pd

Workload = Mapping[str, Any] | Sequence[Any] | str | PathLike[str]


@dataclass(frozen=True, slots=True)
class PricedWorkload:
    """The quote of a workload: every launch option with its line items; money in USD, exact."""

    quote: Quote
    created_at: datetime

    @property
    def options(self) -> Sequence[OptionQuote]:
        """Every launch option, cheapest first, the unavailable ones last."""
        return self.quote.options

    @property
    def cheapest(self) -> OptionQuote | None:
        """The cheapest option that is available, None where none is."""
        return next((option for option in self.quote.options if option.available), None)

    def option(self, launch_option: str) -> OptionQuote:
        """The cheapest row of a launch option, e.g. "FARGATE"; InputError if it was not asked for."""
        for option in self.quote.options:
            if option.launch_option == launch_option:
                return option
        raise InputError(f"the quote has no launch option {launch_option!r}")

    def to_dict(self) -> dict[str, Any]:
        """The JSON document that the command line prints: money and quantities as exact decimal strings."""
        return quote_document(self.quote)

    def to_frame(self, *, exact: bool = True) -> "pd.DataFrame":
        """One row per line item of every available option; add up `monthly` within one option only.

        `quantity`, `unit_price` and `monthly` are `Decimal` objects, exact; with `exact=False` they are floats, to
        chart or to describe.
        """
        rows = [
            {
                **_names(option),
                "component": line.component,
                "service": line.service,
                "description": line.description,
                "quantity": line.quantity,
                "unit": line.unit,
                "unit_price": line.unit_price,
                "monthly": line.monthly,
                "service_code": line.price.service_code,
                "usage_type": line.price.usage_type,
                "observed_on": line.price.observed_on,
                "source": line.price.source,
                "basis": line.price.basis.value,
            }
            for option in self.quote.options
            if option.available
            for line in option.line_items
        ]
        return _frame(rows, _LINE_COLUMNS, ("quantity", "unit_price", "monthly"), exact)

    def options_frame(self, *, exact: bool = True) -> "pd.DataFrame":
        """One row per option, cheapest first; money is None where it is unavailable. `exact` as in `to_frame`.

        `change_from_current` is the month against what runs today; None where that is not known.
        """
        money = ("monthly", "annual", "hourly")
        rows = [
            {
                **_names(option),
                "available": option.available,
                **{name: getattr(option, name) for name in money},
                "change_from_current": option.change_from_current and option.change_from_current.monthly,
                "unavailable_reason": option.unavailable_reason,
            }
            for option in self.quote.options
        ]
        return _frame(rows, _OPTION_COLUMNS, (*money, "change_from_current"), exact)


def quote(  # noqa: PLR0913 - a parameter for each option of the command
    workload: Workload,
    *,
    region: str | None = None,
    tasks: int | str | None = None,
    launch_options: Sequence[str] = (),
    catalog_version: str | None = None,
    current: str | None = None,
    spot: bool = True,
    fleet_profile: str | None = None,
    instance_types: Sequence[str] = (),
    usage: Workload | None = None,
    parameters: Mapping[str, Any] | None = None,
    environment: str | None = None,
    default_size: str | None = None,
    settings: Settings | None = None,
) -> PricedWorkload:
    """Price a workload on every launch option: what `ecsquote quote` prints, as an object.

    `workload` is anything that the command reads (a quote request, ECS documents, a Terraform plan, a template …): a
    dictionary, JSON or YAML text, the path of a file or a folder, or a list of paths that belong together. A `str`
    that begins with { or [, or has several lines, is text. `region` overrides the document's own; one that names none
    needs it, or AWS_REGION. `tasks` is the number of tasks where the document does not say. `current` is what runs
    today, a launch option or "none"; `spot=False` leaves every Spot option out; `fleet_profile` (production or
    cheapest) and `instance_types` (patterns) choose the instances. `usage` is a usage file, `parameters` those of a
    template, `environment` that of a Copilot manifest, `default_size` CPU/MEMORY for services without a size.
    `settings` default to the environment's.

    Raises InputError (`.faults` has all of them, each with its place, and `str()` lists them) and CatalogError; a price
    that is missing makes an option unavailable, with the reason. `.quote.workload` says what a file left open.
    """
    settings = settings or load_settings()
    overrides = Overrides(
        region=region,
        tasks=None if tasks is None else str(tasks),
        launch_options=tuple(launch_options),
        catalog_version=catalog_version,
        current=current,
        spot=spot,
        fleet_profile=fleet_profile,
        instance_types=tuple(instance_types),
    )
    store = _store(settings.catalog_location, settings.data_dir)
    now = datetime.now(UTC)
    quoter = Quoter(store, settings.stale_days)
    with _faults_in_words():
        reading = ReadingParameters(
            fallback_region=environment_region(),
            values={name: str(value) for name, value in (parameters or {}).items()},
            environment=environment,
            default_size=_size(default_size),
        )
        usage_file = None if usage is None else next(iter(_files(usage)))
        request = request_of(_files(workload), Asked(overrides, reading, usage_file))
        return PricedWorkload(quoter.quote(request.document, now, workload=request.workload), now)


@contextmanager
def _faults_in_words() -> Iterator[None]:
    """Whoever prints an error of these calls sees its faults: nothing else lists them here."""
    try:
        yield
    except InputError as error:
        raise type(error)(with_faults(str(error), error.faults), error.faults) from None


def _size(given: str | None) -> TaskSize | None:
    try:
        return None if given is None else task_size(given)
    except ValueError as error:
        raise InputError(f"default_size {error}") from None


@lru_cache(maxsize=4)
def _store(catalog: str, data_dir: Path) -> CatalogStore:
    """One store for many quotes, so that a catalog is loaded once; it sees new versions by itself."""
    return open_store(Settings(catalog=catalog, data_dir=data_dir))


def _files(workload: Workload) -> tuple[SourceFile, ...]:
    if isinstance(workload, Sequence) and not isinstance(workload, str) and all(map(_is_path, workload)):
        return tuple(file for path in workload for file in _files(path))
    if isinstance(workload, Mapping | Sequence) and not isinstance(workload, str):
        try:
            text = json.dumps(workload, default=_decimal, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise UnreadableInput(f"the workload is not a JSON document: {error}") from None
        return (SourceFile("workload", text.encode(errors="surrogatepass")),)
    path = fspath(workload)
    if path.lstrip().startswith(("{", "[")) or "\n" in path:
        return (SourceFile("workload", path.encode(errors="surrogatepass")),)
    try:
        return read_files(path)
    except UnreadableInput as error:
        raise UnreadableInput(f"{path}: {error}") from None


def _is_path(value: object) -> bool:
    return isinstance(value, str | PathLike)


def _decimal(value: object) -> str:
    """A Decimal as a request takes it; TypeError for anything else."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not a JSON type")


_NAMES = ("launch_option", "cpu_architecture", "savings_plan")
_LINE_COLUMNS = (
    *_NAMES, "component", "service", "description", "quantity", "unit", "unit_price", "monthly", "service_code",
    "usage_type", "observed_on", "source", "basis",
)  # fmt: skip
_OPTION_COLUMNS = (*_NAMES, "available", "monthly", "annual", "hourly", "change_from_current", "unavailable_reason")


def _names(option: OptionQuote) -> dict[str, str | None]:
    plans = plans_in_short(option.savings_plan, option.savings_plans)
    return dict(zip(_NAMES, (option.launch_option, option.cpu_architecture, plans or None), strict=True))


def _frame(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], figures: Sequence[str], exact: bool
) -> "pd.DataFrame":
    # Imported here because a quote needs no data frames.
    import pandas as pd  # noqa: PLC0415

    frame = pd.DataFrame([[row[name] for name in columns] for row in rows], columns=list(columns), dtype=object)
    return frame if exact else frame.astype(dict.fromkeys(figures, "float64"))
