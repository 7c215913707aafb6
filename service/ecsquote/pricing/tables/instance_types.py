"""instance_types.csv and ecs_eni_trunking.csv: what EC2 instance types offer to ECS tasks."""

from collections.abc import Iterable

from ecsquote.contract.price_basis import Basis
from ecsquote.facts import fact
from ecsquote.pricing.instance_types import is_burstable
from ecsquote.pricing.rows import RowRefused
from ecsquote.pricing.tables.reading import Checks, Findings, LeftOut, Row, observation_date
from ecsquote.pricing.tables.table import Gathered, PriceTable, each_row

ARCHITECTURES = {"x86_64": "X86_64", "arm64": "ARM64"}
MAX_DERIVED_TRUNKED_TASKS = 120
"""The most that ECS's table gives any ordinary type; a derived limit never goes beyond it."""


_NO_CAPACITY = "vCPU and memory are not known, so tasks cannot be placed on it"
_NO_ARCHITECTURE = "no architecture that ECS knows (Mac instances)"


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise RowRefused(f"{text!r} is not a whole number")
    return int(text)


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise RowRefused(f"{text!r} is neither true nor false")
    return text.lower() == "true"


def _take_trunking(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    def one(row: Row) -> None:
        checks = Checks()
        plain = checks.read(_whole, row["tasks_without_trunking"], 0)
        trunked = checks.read(_whole, row["tasks_with_trunking"], 0)
        checks.expect(row["instance_type"] not in gathered.trunking_limits, "a second row for the instance type")
        checks.finish()
        gathered.trunking_limits[row["instance_type"]] = (plain, trunked)

    each_row(rows, findings, one)


TRUNKING = PriceTable(
    "ecs_eni_trunking.csv",
    "awsvpc tasks by instance type, ECS's own table"
    " (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/eni-trunking-supported-instance-types.html)",
    {
        "instance_type": "EC2 instance type",
        "tasks_without_trunking": "awsvpc tasks without ENI trunking",
        "tasks_with_trunking": "awsvpc tasks with ENI trunking",
    },
    _take_trunking,
)


def trunked_tasks(row: Row, published: tuple[int, int] | None) -> tuple[int | None, Basis | None]:
    """How many awsvpc tasks run with ENI trunking, and whether ECS's table says so or it is derived; None, None: none.

    ECS's table first. A type that AWS names as unsupported, a bursting type and one without a trunk has none.
    A newer type: branch interfaces + interfaces − 2, which gives ECS's own number for 421 of the 430 types of
    its table (the VPC resource controller's count of branch interfaces alone is one or more too low), at most 120.
    """
    name = row["instance_type"]
    family = name.partition(".")[0]
    if published is not None:
        return published[1], Basis.PUBLISHED
    if family in fact("eni_trunking", "unsupported_families") or name in fact("eni_trunking", "unsupported_types"):
        return None, None
    if _truth(row["burstable"]) or row["trunking_compatible"] != "true" or not row["branch_enis"]:
        return None, None
    derived = _whole(row["branch_enis"]) + _whole(row["max_enis"]) - 2
    return min(derived, MAX_DERIVED_TRUNKED_TASKS), Basis.DERIVED


def _take_types(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    seen: set[str] = set()

    def one(row: Row) -> None:
        name = row["instance_type"]
        if not row["vcpus"] or not row["memory_mib"]:
            raise LeftOut(_NO_CAPACITY)
        architectures = sorted(
            {ARCHITECTURES[word] for word in row["architectures"].split("|") if word in ARCHITECTURES}
        )
        if not architectures:
            raise LeftOut(_NO_ARCHITECTURE)
        checks = Checks()
        checks.expect(name not in seen, "a second row for the instance type")
        seen.add(name)
        published = gathered.trunking_limits.get(name)
        max_enis = checks.read(_whole, row["max_enis"], 1)
        entry: dict[str, object] = {
            "name": name,
            "vcpus": checks.read(_whole, row["vcpus"], 0),
            "memory_mib": checks.read(_whole, row["memory_mib"], 0),
            "architectures": architectures,
            "gpu_count": checks.read(_whole, row["gpu_count"], 0),
            "gpu_name": row["gpu_name"] or None,
            "accelerator_count": checks.read(_whole, row["accelerator_count"], 0),
            "accelerator_name": row["accelerator_name"] or None,
            "awsvpc_tasks": published[0] if published else max(max_enis - 1, 0),
            "current_generation": checks.read(_truth, row["current_generation"], False),
            "burstable": is_burstable(name, flagged=checks.read(_truth, row["burstable"], False)),
            "bare_metal": checks.read(_truth, row["bare_metal"], False),
            "source": row["source"],
            "observed_on": checks.read(observation_date, row["as_of"], ""),
        }
        checks.finish()
        tasks, basis = trunked_tasks(row, published)
        gathered.instance_types.append({**entry, "awsvpc_tasks_trunking": tasks, "trunking_basis": basis})

    each_row(rows, findings, one)


INSTANCE_TYPES = PriceTable(
    "instance_types.csv",
    "EC2 instance types: capacity, GPUs, network interfaces (https://aws.amazon.com/ec2/instance-types/)",
    {
        "instance_type": "EC2 instance type",
        "vcpus": "vCPUs; empty where unknown",
        "memory_mib": "memory in MiB; empty where unknown",
        "architectures": "x86_64, arm64, … joined by |",
        "gpu_name": "GPU, if any",
        "gpu_count": "number of GPUs",
        "accelerator_name": "other accelerator, if any",
        "accelerator_count": "number of those",
        "max_enis": "network interfaces; awsvpc tasks without trunking are one fewer where ECS's table is silent",
        "trunking_compatible": "true where a trunk interface can be attached",
        "branch_enis": "branch interfaces of the trunk, as the VPC resource controller counts them",
        "current_generation": "true or false",
        "burstable": "true or false; T families from T2 on burst whatever it says",
        "bare_metal": "true or false",
        "source": "where the row was read",
        "as_of": "when it was read: text that names a day as YYYY-MM-DD",
    },
    _take_types,
    leaves_out=(_NO_CAPACITY, _NO_ARCHITECTURE),
)
