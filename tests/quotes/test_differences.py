"""Two quotes compared: every figure adds up, lines are matched as people mean them, and nothing is guessed."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quote_differences import differences_document
from ecsquote.contract.quotes import quote_document
from ecsquote.errors import InputError
from ecsquote.pricing import meters
from ecsquote.quotes.differences import asked_for, differences
from ecsquote.quotes.exports.difference_markdown import write_difference_markdown
from support_api import FARGATE_RATES, quote_request
from support_catalog import fixed_catalog

TIERED = {
    **FARGATE_RATES,
    meters.INTERNET_OUT_GB: [("10240", "0.09"), (None, "0.085")],
}


def quoted(rates: Any = None, **more: Any) -> dict[str, Any]:
    catalog = fixed_catalog(rates or FARGATE_RATES)
    return quote_document(price_request(read_request(quote_request(**more), catalog), catalog))


def tasks(count: str, **more: Any) -> dict[str, Any]:
    (service,) = quote_request()["services"]
    return quoted(**{"services": [{**service, "load": {"tasks": count}}], **more})


def line(component: str = "fargate_compute", description: str = "vCPU", **figures: Any) -> dict[str, Any]:
    quantity, unit_price = figures.get("quantity", "1"), figures.get("unit_price", "1")
    return {
        "component": component,
        "service": figures.get("service"),
        "description": description,
        "quantity": quantity,
        "unit": figures.get("unit", "Hrs"),
        "unit_price": unit_price,
        "monthly": str(Decimal(quantity) * Decimal(unit_price)),
        "price": {"usage_type": figures.get("usage_type", "usage")},
    }


def option(*lines: dict[str, Any], name: str = "FARGATE", **more: Any) -> dict[str, Any]:
    return {
        "launch_option": name,
        "cpu_architecture": "X86_64",
        "savings_plan": None,
        "available": True,
        "unavailable_reason": None,
        "price_missing": False,
        "monthly": str(sum(Decimal(each["monthly"]) for each in lines)),
        "line_items": list(lines),
        **more,
    }


def document(*options: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "name": None,
        "region": "us-east-1",
        "currency": "USD",
        "hours_per_month": "730",
        "catalog": {"version": "v1"},
        "options": list(options),
        **more,
    }


def test_two_more_tasks_cost_two_more_tasks() -> None:
    # one task: 730 × (0.25 × 0.04048 + 0.5 × 0.004445) = 9.010025; four before, six after
    found = differences(tasks("4"), tasks("6"))
    assert found.change == 2 * Decimal("9.010025")
    assert found.percent == 50
    (fargate,) = found.options
    assert fargate.change == found.change
    vcpus, memory = fargate.lines
    assert (vcpus.kind, vcpus.change) == ("rose", 2 * Decimal("182.5") * Decimal("0.04048"))
    assert (memory.kind, memory.change) == ("rose", 2 * Decimal("365") * Decimal("0.004445"))
    assert vcpus.before is not None
    assert vcpus.after is not None
    assert (vcpus.before.quantity, vcpus.after.quantity) == (Decimal(730), Decimal(1095))


def test_a_quote_and_itself_differ_in_nothing() -> None:
    found = differences(tasks("4"), tasks("4"))
    assert (found.change, found.percent, found.notes) == (Decimal(0), Decimal(0), ())
    assert [(each.change, each.lines, each.same_lines) for each in found.options] == [(Decimal(0), (), 2)]


def test_the_changes_of_lines_add_up_to_the_change_of_the_option_to_the_last_digit() -> None:
    usage = {"data_transfer": {"internet_out_gb": "20000"}}
    before = quoted(TIERED, usage={"data_transfer": {"internet_out_gb": "150"}})
    after = quoted(TIERED, usage=usage, services=tasks("4")["request"]["services"])
    (found,) = differences(before, after).options
    assert found.change is not None
    assert sum(each.change for each in found.lines) == found.change
    for each in found.lines:
        assert each.quantity_change + each.price_change == each.change


def test_one_line_is_not_told_as_several() -> None:
    before = document(option(line(), line(description="GB")))
    after = document(option(line(quantity="2"), line(description="GB")))
    text = write_difference_markdown(differences_document(differences(before, after)), every_option=False)
    assert "1 line differs, 1 is the same." in text


def test_tier_goes_with_tier() -> None:
    before = quoted(TIERED, usage={"data_transfer": {"internet_out_gb": "150"}})
    after = quoted(TIERED, usage={"data_transfer": {"internet_out_gb": "11340"}})
    (found,) = differences(before, after).options
    # beyond the allowance of 100 GB: 50 GB before; 10,240 GB of the first tier and 1,000 GB of the second after
    new, rose = sorted(found.lines, key=lambda each: each.kind)
    assert (new.kind, new.change) == ("new", 1000 * Decimal("0.085"))
    assert (rose.kind, rose.change) == ("rose", (10240 - 50) * Decimal("0.09"))


def test_a_price_that_moved_is_told_from_a_quantity_that_moved() -> None:
    # 10 h at $2 before, 12 h at $3 after: 2 h more at the old price, and $1 more for each of 12 h
    before, after = line(quantity="10", unit_price="2"), line(quantity="12", unit_price="3")
    (found,) = differences(document(option(before)), document(option(after))).options
    (moved,) = found.lines
    assert (moved.change, moved.quantity_change, moved.price_change) == (Decimal(16), Decimal(4), Decimal(12))
    assert moved.percent == 80


def test_a_line_of_equal_cost_that_is_made_up_otherwise_is_listed_as_the_same() -> None:
    before, after = line(quantity="10", unit_price="2"), line(quantity="20", unit_price="1")
    (found,) = differences(document(option(before)), document(option(after))).options
    assert [(each.kind, each.change, each.percent) for each in found.lines] == [("same", Decimal(0), Decimal(0))]


def test_new_and_gone_lines_and_the_biggest_first() -> None:
    gone, new = line("nat_gateway", "NAT", quantity="5"), line("efs", "EFS", quantity="7")
    (found,) = differences(document(option(line(), gone)), document(option(line(), new))).options
    assert [(each.kind, each.component, each.change) for each in found.lines] == [
        ("new", "efs", Decimal(7)),
        ("gone", "nat_gateway", Decimal(-5)),
    ]
    assert (found.lines[0].percent, found.lines[1].percent) == (None, Decimal(-100))
    assert found.same_lines == 1


def test_lines_of_two_services_are_told_apart() -> None:
    web, api = line(service="web", quantity="4"), line(service="api", quantity="2")
    (found,) = differences(document(option(web, api)), document(option(api, {**web, **line(service="web")}))).options
    assert [(each.service, each.change) for each in found.lines] == [("web", Decimal(-3))]


def test_another_region_has_another_prefix_and_the_same_lines() -> None:
    before, after = line(usage_type="USE1-Fargate"), line(usage_type="EU-Fargate", unit_price="2")
    found = differences(document(option(before)), document(option(after), region="eu-west-1"))
    assert [(each.kind, each.change) for each in found.options[0].lines] == [("rose", Decimal(1))]
    assert found.notes == ("in us-east-1 before and in eu-west-1 after",)


def test_another_catalog_and_another_month_are_noted() -> None:
    after = document(option(line()), catalog={"version": "v2"}, hours_per_month="744")
    assert differences(document(option(line())), after).notes == (
        "prices of v1 before and of v2 after",
        "a month of 730 hours before and of 744 after",
    )


def test_an_option_that_one_side_lacks_has_no_change() -> None:
    stopped = option(available=False, unavailable_reason="no price", monthly=None)
    before = document(option(line()), option(line(), name="EC2_SPOT"))
    found = differences(before, document(stopped))
    fargate, spot = found.options
    assert (fargate.change, fargate.percent, fargate.lines) == (None, None, ())
    assert fargate.after is not None
    assert fargate.after.unavailable_reason == "no price"
    assert (spot.launch_option, spot.after, spot.change) == ("EC2_SPOT", None, None)
    assert (found.change, found.after.monthly) == (None, None)


def test_an_option_of_another_architecture_is_matched_where_that_is_unmistakable() -> None:
    arm = option(line(unit_price="3"), cpu_architecture="ARM64")
    (found,) = differences(document(option(line())), document(arm)).options
    assert found.change == 2
    both = differences(document(option(line())), document(arm, option(line())))
    assert [each.change for each in both.options] == [None, 0]


def test_an_option_under_a_plan_is_never_matched_with_one_without() -> None:
    plan = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT", "hourly_commitment": "1"}
    found = differences(document(option(line())), document(option(line(), savings_plan=plan)))
    assert [each.change for each in found.options] == [None, None]
    dearer = {**plan, "hourly_commitment": "2"}
    same = differences(document(option(line(), savings_plan=plan)), document(option(line(), savings_plan=dearer)))
    assert [each.change for each in same.options] == [0]


def test_nothing_before_has_no_percent_and_long_figures_stay_exact() -> None:
    free, dear = line(quantity="0"), line(quantity="123456789012345.123456789012", unit_price="0.123456789012")
    (found,) = differences(document(option(free)), document(option(dear))).options
    assert found.percent is None
    assert found.change == Decimal(dear["monthly"])
    tiny = line(quantity="1", unit_price="0.000000000001")
    (back,) = differences(document(option(tiny)), document(option(dear))).options
    assert back.change is not None
    assert back.change == Fraction(dear["monthly"]) - Fraction("0.000000000001")
    assert back.lines[0].quantity_change + back.lines[0].price_change == back.change


def test_currencies_are_never_mixed() -> None:
    with pytest.raises(InputError, match="CNY and in USD"):
        differences(document(option(line()), currency="CNY"), document(option(line())))


def test_a_quote_with_the_options_asked_for() -> None:
    both = document(option(line()), option(line(), name="EC2_SPOT"))
    assert [each["launch_option"] for each in asked_for(both, ["EC2_SPOT"])["options"]] == ["EC2_SPOT"]
    assert asked_for(both, []) is both
    with pytest.raises(InputError, match="does not include EXTERNAL"):
        asked_for(both, ["EXTERNAL"])


def test_markdown_shows_cents_signs_and_no_code_of_anybodys() -> None:
    after = tasks("6", name="<b>web</b>|")
    text = write_difference_markdown(differences_document(differences(tasks("4"), after)))
    assert "**36.04 → 54.06** a month: **+18.02**, +50 %" in text
    assert "| FARGATE, X86_64 |  | 36.04 | 54.06 | +18.02 | +50 % |" in text
    assert r"\<b\>web\</b\>\|" in text
    assert "730 → 1095" in text


def test_the_document_holds_no_json_number() -> None:
    found = differences_document(differences(tasks("4"), tasks("6")))
    assert found["change"] == "18.02005"
    assert found["options"][0]["lines"][0]["quantity_change"] == "14.7752"


def test_the_advice_of_each_side_is_noted() -> None:
    advice = [{"words": "ARM64", "saving": "1.2345"}]
    after = document(option(line()), advice=advice, advice_note="not tried: another family")
    assert differences(document(option(line())), after).notes == (
        "after: ARM64 would save $1.23 per month",
        "after: not tried: another family",
    )
