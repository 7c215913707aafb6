"""The facts about accelerators against the catalog: they say what its counts do not, and nothing else."""

from fractions import Fraction

from ecsquote.calculator.placement.rules.accelerators import fractional_gpu, gpu_devices, neuron_devices
from ecsquote.facts import fact
from support_catalog import shipped_catalog

L4_MIB = 22_888
"""Memory of a whole L4, as EC2 describes g6.xlarge; its sizes with a fraction have 2,861, 5,722 and 11,444."""


def test_the_catalog_counts_every_inferentia_chip_twice() -> None:
    types = shipped_catalog().instance_types
    inferentia = {name for name, each in types.items() if (each.accelerator_name or "").startswith("Inferentia")}
    listed = fact("accelerators", "neuron_devices")
    assert set(listed) == inferentia
    for name, chips in listed.items():
        assert types[name].accelerator_count == 2 * chips
        assert neuron_devices(types[name]) == chips


def test_trainium_is_counted_by_the_catalog() -> None:
    types = shipped_catalog().instance_types
    found = {name: neuron_devices(each) for name, each in types.items() if name.startswith("trn")}
    assert found == {
        "trn1.2xlarge": 1,
        "trn1.32xlarge": 16,
        "trn1n.32xlarge": 16,
        "trn2.3xlarge": 1,
        "trn2.48xlarge": 16,
        "trn2u.48xlarge": 0,
    }


def test_fractions_are_those_of_types_without_a_whole_gpu() -> None:
    types = shipped_catalog().instance_types
    without = {name for name, each in types.items() if each.gpu_name and not each.gpu_count}
    listed = fact("accelerators", "fractional_gpus")
    assert set(listed) == without
    memory = {"1/8": 2_861, "1/4": 5_722, "1/2": 11_444}
    for name, fraction in listed.items():
        assert fractional_gpu(types[name]) == Fraction(memory[fraction], L4_MIB) == Fraction(fraction)
        assert gpu_devices(types[name]) == 1
