"""Plans of many kinds give the estate that was written by hand next to each."""

import pytest

from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.terraform.plan import plan_estate, planned_before
from support_terraform import PLANS, load_expected, load_plan, short_estate

NAMES = sorted(path.stem for path in PLANS.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_plan_gives_the_estate_written_next_to_it(name: str) -> None:
    expected = {key: value for key, value in load_expected(name).items() if key != "before"}
    assert short_estate(plan_estate(load_plan(name), ReadingParameters())) == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_managed_resource_of_the_planned_values_is_in_the_estate_once(name: str) -> None:
    plan = load_plan(name)
    addresses: list[str] = []
    modules = [plan["planned_values"]["root_module"]]
    while modules:
        module = modules.pop()
        addresses += [entry["address"] for entry in module.get("resources", []) if entry["mode"] == "managed"]
        modules += module.get("child_modules", [])
    sources = [each.source for each in plan_estate(plan, ReadingParameters()).resources]
    assert sorted(source for source in sources if "data." not in source) == sorted(addresses)
    assert len(set(sources)) == len(sources)


@pytest.mark.parametrize("name", ["update-with-prior-state"])
def test_plan_gives_the_estate_before_it_too(name: str) -> None:
    assert short_estate(planned_before(load_plan(name))) == load_expected(name)["before"]
