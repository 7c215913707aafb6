"""What an import makes of instance types: which ones ECS can use, and how many awsvpc tasks each runs."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ecsquote.contract.price_basis import Basis
from support_tables import (
    Row,
    fargate,
    imported,
    imported_manifest,
    instance_type,
)

TRUNKING = [
    # name, changes, ECS's own table, tasks with trunking, whether published or derived
    ("m5.large", {}, ("2", "10"), 10, Basis.PUBLISHED),
    ("m7i.large", {}, None, 10, Basis.DERIVED),  # 9 branch interfaces + 3 interfaces − 2
    ("m7i.8xlarge", {"branch_enis": "84", "max_enis": "8"}, None, 90, Basis.DERIVED),
    ("g7e.48xlarge", {"branch_enis": "120", "max_enis": "40"}, None, 120, Basis.DERIVED),  # 158, and never above 120
    ("t3.large", {"burstable": "True", "trunking_compatible": "false", "branch_enis": "0"}, None, None, None),
    ("t9.large", {"burstable": "True"}, None, None, None),
    ("g4dn.xlarge", {}, None, None, None),  # AWS names the family as unsupported
    ("c5.metal", {}, None, None, None),  # AWS names the type
    ("c4.large", {"trunking_compatible": "false", "branch_enis": "0"}, None, None, None),
    ("x9.large", {"trunking_compatible": "", "branch_enis": ""}, None, None, None),
]


@pytest.mark.parametrize(("name", "changes", "own_table", "tasks", "basis"), TRUNKING)
def test_awsvpc_tasks_with_trunking(
    tmp_path: Path,
    name: str,
    changes: Mapping[str, str],
    own_table: tuple[str, str] | None,
    tasks: int | None,
    basis: Basis | None,
) -> None:
    tables: dict[str, list[Row]] = {"instance_types.csv": [instance_type(name, **changes)], "fargate.csv": [fargate()]}
    if own_table:
        row = {"instance_type": name, "tasks_without_trunking": own_table[0], "tasks_with_trunking": own_table[1]}
        tables["ecs_eni_trunking.csv"] = [row]
    kept = imported(tmp_path, tables).instance_types[name]
    assert (kept.awsvpc_tasks_trunking, kept.trunking_basis) == (tasks, basis)
    assert kept.awsvpc_tasks == int(changes.get("max_enis", "3")) - 1


def test_instance_types_that_ecs_cannot_use_are_left_out(tmp_path: Path) -> None:
    rows = [
        instance_type("m5.large"),
        instance_type("t2.micro", architectures="i386|x86_64"),
        instance_type("mac2.metal", architectures="arm64_mac"),
        instance_type("p3.2xlarge", vcpus="", memory_mib=""),
    ]
    catalog = imported(tmp_path, {"instance_types.csv": rows, "fargate.csv": [fargate()]})
    assert {name: each.architectures for name, each in catalog.instance_types.items()} == {
        "m5.large": ("X86_64",),
        "t2.micro": ("X86_64",),
    }
    assert [each.rows for each in imported_manifest(tmp_path).left_out] == [1, 1]
