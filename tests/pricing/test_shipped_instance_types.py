"""The instance types that ship: capacity, awsvpc tasks as ECS's table has them, interruption rates."""

import pytest

from ecsquote.pricing.catalog.table_catalog import TableCatalog
from ecsquote.pricing.store.catalog_store import CatalogStore


@pytest.fixture(scope="module")
def catalog() -> TableCatalog:
    return CatalogStore(None).current()


TASKS = [
    ("m5.large", 2, 10),
    ("m5.xlarge", 3, 20),
    ("c5.2xlarge", 3, 40),
    ("c6i.4xlarge", 7, 60),
    ("m6i.8xlarge", 7, 90),
    ("m5.12xlarge", 7, 60),
    ("m6i.12xlarge", 7, 120),
    ("m5.24xlarge", 14, 120),
    ("m7i.large", 2, 10),
    ("c8g.48xlarge", 14, 120),
    ("t3.large", 2, None),
    ("t3a.small", 1, None),
    ("m5.metal", 14, None),
    ("g4dn.xlarge", 2, None),
]


@pytest.mark.parametrize(("name", "plain", "trunked"), TASKS)
def test_awsvpc_tasks(catalog: TableCatalog, name: str, plain: int, trunked: int | None) -> None:
    kept = catalog.instance_types[name]
    assert (kept.awsvpc_tasks, kept.awsvpc_tasks_trunking) == (plain, trunked)


def test_no_bursting_type_has_a_trunk(catalog: TableCatalog) -> None:
    bursting = [each for each in catalog.instance_types.values() if each.burstable]
    assert len(bursting) > 20
    assert all(each.awsvpc_tasks_trunking is None and each.family[0] == "t" for each in bursting)


def test_instance_types_can_hold_tasks(catalog: TableCatalog) -> None:
    assert len(catalog.instance_types) > 1_300
    for name, each in catalog.instance_types.items():
        assert each.name == name
        assert each.vcpus > 0 < each.memory_mib
        assert each.architectures in (("X86_64",), ("ARM64",))
        assert each.awsvpc_tasks >= 1
        assert each.awsvpc_tasks_trunking is None or each.awsvpc_tasks_trunking >= each.awsvpc_tasks
    g4dn = catalog.instance_types["g4dn.xlarge"]
    assert (g4dn.vcpus, g4dn.memory_mib, g4dn.gpu_count) == (4, 16_384, 1)


def test_interruption_rates(catalog: TableCatalog) -> None:
    held = catalog.interruption("af-south-1", "c5.12xlarge", "LINUX")
    assert held is not None
    assert (held.savings_percent, held.range_index, held.range) == (87, 4, ">20%")
    assert catalog.interruption("ap-southeast-6", "c5.12xlarge", "LINUX") is None
