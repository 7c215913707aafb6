"""Which families a fleet takes by default, family by family, among the shipped instance types."""

from ecsquote.calculator.options.market.everyday_families import is_everyday
from support_catalog import shipped_catalog

EVERYDAY = {
    "m4", "m5", "m5a", "m5ad", "m5d", "m5dn", "m5n", "m6a", "m6g", "m6gd", "m6i", "m6id", "m6idn", "m6in", "m7a",
    "m7g", "m7i", "m7i-flex", "m8g", "c4", "c5", "c5a", "c5d", "c5n", "c6a", "c6g", "c6gd", "c6gn", "c6i", "c7a", "c7g",
    "c7gn", "c7i", "c7i-flex", "c8g", "r4", "r5", "r5a", "r5d", "r5dn", "r6a", "r6g", "r6i", "r6id", "r7a", "r7g",
    "r7i", "r8g",
    "t2", "t3", "t3a", "t4g",
}  # fmt: skip
NOT_EVERYDAY = {
    "a1", "x1", "x2gd", "x2idn", "z1d", "m5zn", "r5b", "i3", "i4i", "d2", "d3", "u-6tb1", "hpc7a", "vt1", "f1", "g4dn",
    "g5", "p4d", "inf1", "inf2", "trn1", "im4gn", "is4gen", "m1", "m2", "m3", "c1", "c3", "r3", "t1",
}  # fmt: skip


def test_families_people_run_services_on() -> None:
    types = shipped_catalog().instance_types.values()
    everyday = {each.family for each in types if is_everyday(each)}
    known = {each.family for each in types}
    assert EVERYDAY & known <= everyday
    assert not NOT_EVERYDAY & everyday
    assert len(EVERYDAY & known) > 40
    assert len(NOT_EVERYDAY & known) > 20


def test_the_largest_sizes_count_and_bare_metal_does_not() -> None:
    types = shipped_catalog().instance_types
    assert is_everyday(types["m5.24xlarge"])
    assert not is_everyday(types["m5.metal"])
