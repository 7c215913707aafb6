"""Runs over files: every row is priced or set aside once, a run that is stopped goes on to the same bytes."""

import csv
import json
import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from ecsquote.errors import InputError
from ecsquote.portfolio.columns import MONEY
from ecsquote.portfolio.result_files import ResultFormat
from ecsquote.portfolio.run import PortfolioOrder, PortfolioOutcome, PortfolioRun
from ecsquote.portfolio.terms import portfolio_terms
from ecsquote.portfolio.totals import part_totals
from support_catalog import shipped_catalog
from support_portfolio import random_rows, single_prices
from support_tables import REGIONS, card, imported

OPTIONS = {"launch_options": ["FARGATE", "FARGATE_SPOT"]}
BAD_CELLS: dict[str, dict[str, Any]] = {
    "id: is required": {"id": None},
    "region: eu-west-9 is not a Region": {"region": "eu-west-9"},
    "cpu: is required": {"cpu": None},
    "cpu: must be from 128 CPU units": {"cpu": 64},
    "architecture: must be": {"architecture": "MIPS"},
    "operating_system: must be": {"operating_system": "PLAN9"},
    "tasks: ": {"tasks": -1, "runs_per_month": None, "seconds_per_run": None},
    "must have either tasks, or runs_per_month": {"tasks": 1, "runs_per_month": Decimal(1), "seconds_per_run": 60},
    "ephemeral_storage_gib: must be from 21 to 200": {"ephemeral_storage_gib": 500},
    "logs_ingested_gb: ": {"logs_ingested_gb": Decimal(-1)},
}
"""Ten kinds of bad rows: how the reason begins, and the cells that make a good row bad."""


def estate(number: int, bad_every: int = 0) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """Rows with a team, and for each bad row its number and how its reason begins."""
    rows = random_rows(number, seed=9, tasks_up_to=100)
    chance = random.Random(9)  # noqa: S311 - the same in every run
    reasons: dict[int, str] = {}
    for at, row in enumerate(rows):
        row["team"] = chance.choice(("web", "=1+1", None))
        if bad_every and at % bad_every == 3:
            reason, cells = list(BAD_CELLS.items())[len(reasons) % len(BAD_CELLS)]
            row.update(cells)
            reasons[at + 1] = reason
    return rows, reasons


def as_parquet(rows: Sequence[dict[str, Any]], path: Path) -> None:
    parquet.write_table(pa.Table.from_pylist(list(rows)), path, row_group_size=70)


def as_csv(rows: Sequence[dict[str, Any]], path: Path) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({name: _word(value) for name, value in row.items()} for row in rows)


def as_ndjson(rows: Sequence[dict[str, Any]], path: Path) -> None:
    with path.open("w") as file:
        file.writelines(json.dumps(row, default=str) + "\n" for row in rows)


def _word(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def run(files: Sequence[Path], output: Path, **asked: Any) -> PortfolioOutcome:
    """A run at list prices, without progress."""
    terms = portfolio_terms(shipped_catalog(), asked.pop("shared", OPTIONS))
    progress: Callable[..., None] = asked.pop("progress", lambda *_: None)
    return PortfolioRun(PortfolioOrder(tuple(files), output, **asked), terms, progress).run()


WRITERS: dict[str, tuple[Callable[[Sequence[dict[str, Any]], Path], None], ResultFormat]] = {
    "in.parquet": (as_parquet, "parquet"),
    "in.csv": (as_csv, "csv"),
    "in.ndjson": (as_ndjson, "ndjson"),
}


def table_of(folder: Path, what: str, form: ResultFormat) -> list[dict[str, Any]]:
    """All rows of the result files of one kind."""
    found: list[dict[str, Any]] = []
    for path in sorted(folder.glob(f"{what}-*.{form}")):
        if form == "parquet":
            found += parquet.read_table(path).to_pylist()
        elif form == "csv":
            with path.open(newline="") as file:
                found += csv.DictReader(file)
        else:
            found += [json.loads(line) for line in path.read_text().splitlines()]
    return found


@pytest.mark.parametrize("name", WRITERS)
def test_every_row_is_priced_or_set_aside_once(name: str, tmp_path: Path) -> None:
    write, form = WRITERS[name]
    rows, bad = estate(200, bad_every=20)
    assert len(bad) == len(BAD_CELLS)
    write(rows, tmp_path / name)
    outcome = run([tmp_path / name], tmp_path / "out", form=form, by=("team",))
    assert (outcome.rows, outcome.set_aside) == (190, 10)
    aside = {int(row["row_number"]): row for row in table_of(tmp_path / "out", "set-aside", form)}
    assert aside.keys() == bad.keys()
    for number, row in aside.items():
        assert row["reason"].startswith(bad[number]), row["reason"]
    results = table_of(tmp_path / "out", "results", form)
    good = {row["id"]: row for at, row in enumerate(rows, start=1) if at not in bad}
    assert sorted((row["id"], row["launch_option"]) for row in results) == sorted(
        (name, option) for name in good for option in OPTIONS["launch_options"]
    )
    for row in results[::9]:
        asked = single_prices(good[row["id"]], shipped_catalog(), [row["launch_option"]])
        monthly, reason = asked[row["launch_option"], False]
        assert (row["reason"] or None) == reason
        assert (None if row["monthly"] in (None, "") else Decimal(row["monthly"])) == monthly
    sums: dict[tuple[str | None, str], int] = {}  # in Python's integers of 10⁻²⁰ USD
    for row in results:
        team = (row["team"] or None) if form != "csv" else (row["team"].lstrip("'") or None)
        key = (team, row["launch_option"])
        sums[key] = sums.get(key, 0) + integer(Decimal(row["monthly"] or 0))
    assert {group: integer(usd) for group, (_, _, usd) in outcome.totals.groups.items()} == sums


def test_csv_holds_no_formula_and_other_formats_keep_the_text(tmp_path: Path) -> None:
    rows, _ = estate(30)
    as_csv(rows, tmp_path / "in.csv")
    for form in ("csv", "parquet"):
        run([tmp_path / "in.csv"], tmp_path / form, form=form, by=("team",))
    assert {row["team"] for row in table_of(tmp_path / "csv", "results", "csv")} == {"web", "'=1+1", ""}
    assert {row["team"] for row in table_of(tmp_path / "parquet", "results", "parquet")} == {"web", "=1+1", None}
    assert "\n'=1+1,FARGATE," in (tmp_path / "csv" / "totals.csv").read_text()


def test_a_row_with_too_many_cells_is_set_aside_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    text = "id,region,cpu,memory_mib,tasks\na,us-east-1,256,512,1\nb,us-east-1,256,512,1,extra\nc,us-east-1,256,512,x\n"
    (tmp_path / "in.csv").write_text(text)
    run([tmp_path / "in.csv"], tmp_path / "out", form="csv")
    aside = table_of(tmp_path / "out", "set-aside", "csv")
    assert [(row["row_number"], row["reason"][:15]) for row in aside] == [
        ("2", "has 6 cells, no"),
        ("3", "tasks: must be "),
    ]
    assert {row["id"] for row in table_of(tmp_path / "out", "results", "csv")} == {"a"}


class _Stopped(Exception):
    """Where a test stops a run, as a signal would between two writes."""


def test_a_stopped_run_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    rows, _ = estate(300, bad_every=20)
    as_parquet(rows, tmp_path / "in.parquet")  # five row groups
    run([tmp_path / "in.parquet"], tmp_path / "whole", by=("region",))
    whole = {path.name: path.read_bytes() for path in (tmp_path / "whole").iterdir()}
    for stop_after in range(5):
        calls = iter(range(10))

        def progress(*_: object, stop: int = stop_after, calls: Any = calls) -> None:
            if next(calls) == stop:
                raise _Stopped

        output = tmp_path / f"stopped-{stop_after}"
        with pytest.raises(_Stopped):
            run([tmp_path / "in.parquet"], output, by=("region",), progress=progress)
        (output / ".results-00004.parquet.partial").write_bytes(b"half")  # as a write that was cut off leaves it
        with pytest.raises(InputError, match="is not empty"):
            run([tmp_path / "in.parquet"], output, by=("region",))
        with pytest.raises(InputError, match="the options differ"):
            run([tmp_path / "in.parquet"], output, resume=True)
        run([tmp_path / "in.parquet"], output, by=("region",), resume=True)
        assert {path.name: path.read_bytes() for path in output.iterdir()} == whole


def test_a_run_that_is_killed_before_its_first_part_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, _ = estate(20)
    as_parquet(rows, tmp_path / "in.parquet")
    with monkeypatch.context() as patched:
        patched.setattr("ecsquote.portfolio.run.PortfolioRun._part", _killed)
        with pytest.raises(_Stopped):
            run([tmp_path / "in.parquet"], tmp_path / "out")
    assert run([tmp_path / "in.parquet"], tmp_path / "out", resume=True).rows == 20


def _killed(*_: object) -> None:
    raise _Stopped


def test_the_summary_lists_what_saves_and_what_changed(tmp_path: Path) -> None:
    rows, _ = estate(60)
    for row in rows:
        row["region"] = "us-east-1"
    as_parquet(rows, tmp_path / "before.parquet")
    rows[0]["tasks"], rows[0]["runs_per_month"], rows[0]["seconds_per_run"] = 5_000, None, None
    as_parquet(rows, tmp_path / "after.parquet")
    run([tmp_path / "before.parquet"], tmp_path / "before", by=("team",))
    outcome = run([tmp_path / "after.parquet"], tmp_path / "after", by=("team",), previous=tmp_path / "before")
    prices: dict[str, dict[str, Decimal]] = {}
    for row in table_of(tmp_path / "after", "results", "parquet"):
        if row["monthly"] is not None:
            prices.setdefault(row["id"], {})[row["launch_option"]] = row["monthly"]
    saved = {
        name: each["FARGATE"] - each["FARGATE_SPOT"]
        for name, each in prices.items()
        if each.get("FARGATE_SPOT", each["FARGATE"]) < each["FARGATE"]
    }
    assert outcome.totals.savings == {"FARGATE_SPOT": (len(saved), sum(saved.values()))}
    listed = [(each.id, each.amount) for each in outcome.totals.most_saved]
    assert listed == sorted(saved.items(), key=lambda each: -each[1])[:40]
    costs = sorted(min(each.values()) for each in prices.values())[::-1][:10]
    assert [each.amount for each in outcome.totals.most_expensive] == costs
    with (tmp_path / "after" / "changes.csv").open(newline="") as file:
        changed = list(csv.DictReader(file))
    assert {row["team"].lstrip("'") for row in changed} == {rows[0]["team"] or ""}
    assert {row["launch_option"] for row in changed} <= {"FARGATE", "FARGATE_SPOT"}


def test_sums_that_no_decimal_column_holds_are_exact() -> None:
    """2¹⁴ services at 6 × 10¹⁵ USD are 10²⁰ USD, and a decimal128(38, 20) ends at 10¹⁸."""
    usd = Decimal("6123456789012345.01234567890123456789")
    each = pa.table({"id": pa.array(["a"] * 1024), "monthly": pa.array([usd] * 1024, MONEY)})
    totals = part_totals([each], [("FARGATE", None)], (), "in", range(1024))
    for _ in range(4):
        totals.add(totals)
    assert integer(totals.groups["FARGATE",][2]) == integer(usd) * 2**14


def test_amounts_in_several_currencies_are_never_added(tmp_path: Path) -> None:
    vcpu = {"usage_type": "Fargate-vCPU-Hours:perCPU", "unit": "vCPU-Hours", "price": "1"}
    yuan = {"region": "cn-northwest-1", "currency": "CNY"}
    ningxia = {"region": "cn-northwest-1", "location": "China (Ningxia)", "location_type": "AWS Region"}
    prices = [card(), card(**vcpu), card(price="0.5", **yuan), card(**vcpu, **yuan)]
    catalog = imported(tmp_path / "card", {"regions.csv": [*REGIONS, ningxia], "prices.csv": prices})
    text = "id,region,cpu,memory_mib,tasks\n"
    dollars, in_yuan, idle = "a,eu-west-1,256,512,1\n", "b,cn-northwest-1,256,512,2\n", "c,cn-northwest-1,256,512,0\n"

    def priced(name: str, *files: str, previous: Path | None = None) -> PortfolioOutcome:
        paths = [tmp_path / f"{name}-{number}.csv" for number in range(len(files))]
        for path, rows in zip(paths, files, strict=True):
            path.write_text(text + rows)
        terms = portfolio_terms(catalog, {"launch_options": ["FARGATE"]})
        order = PortfolioOrder(tuple(paths), tmp_path / name, previous=previous)
        return PortfolioRun(order, terms, lambda *_: None).run()

    # 2 tasks × 730 hours × (0.25 vCPU × 1 + 0.5 GB × 0.5) = 730 yuan
    assert priced("yuan", in_yuan + idle).totals.groups["FARGATE",] == (2, 0, Decimal(730))
    assert priced("idle", dollars + idle).rows == 2
    for name, files in {"one": (dollars + in_yuan,), "two": (dollars, in_yuan)}.items():
        with pytest.raises(InputError, match=r"amounts in (CNY and USD|USD and CNY) are never added"):
            priced(name, *files)
    with pytest.raises(InputError, match="yuan: amounts in CNY and USD are never added"):
        priced("changed", dollars, previous=tmp_path / "yuan")


def integer(usd: Decimal) -> int:
    """USD in units of 10⁻²⁰, to the last digit."""
    return int(Fraction(usd) * 10**20)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,region,cpu,tasks\n", "columns are missing: memory_mib"),
        ("id,region,cpu,memory_mib,runs_per_month\n", "columns are missing: tasks"),
        ("id,region,cpu,memory_mib,tasks,monthly\n", "monthly would be overwritten"),
    ],
)
def test_a_wrong_header_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(text)
    with pytest.raises(InputError, match=message):
        run([tmp_path / "in.csv"], tmp_path / "out")


def test_a_request_about_one_service_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        portfolio_terms(shipped_catalog(), {"region": "us-east-1"})
    assert [fault.pointer for fault in refused.value.faults] == ["/region"]
