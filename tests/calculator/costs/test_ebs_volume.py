"""EBS volumes: GB-months for the time they exist, and what is provisioned above what comes with the type."""

from fractions import Fraction
from typing import Any

import pytest

from ecsquote.calculator.costs.ebs_volume import EbsVolumes
from ecsquote.errors import OptionUnavailable
from ecsquote.pricing.meters import EBS_GP3_THROUGHPUT, ebs_volume_gb, ebs_volume_iops
from support_costs import bill_at, lines
from support_pitfalls import bill, container, service

# us-east-1, https://aws.amazon.com/ebs/pricing/; gp3 throughput 0.04 a MiB/s-month = 40.96 a GiB/s-month
RATES = bill_at(
    {
        ebs_volume_gb("gp3"): "0.08",
        ebs_volume_iops("gp3"): "0.005",
        EBS_GP3_THROUGHPUT: "40.96",
        ebs_volume_gb("gp2"): "0.10",
        ebs_volume_gb("io1"): "0.125",
        ebs_volume_iops("io1"): "0.065",
        ebs_volume_gb("io2"): "0.125",
        ebs_volume_iops("io2"): [("32000", "0.065"), ("64000", "0.0455"), (None, "0.03185")],
        ebs_volume_gb("standard"): "0.05",
    }
)


def volumes(volume_type: str = "gp3", size_gib: int = 30, hours: Fraction | int = 730, **more: int) -> EbsVolumes:
    return EbsVolumes(volume_type=volume_type, size_gib=size_gib, volume_hours=Fraction(hours), **more)


def test_root_volumes_exist_as_long_as_their_instances() -> None:
    """4 volumes of 30 GB for half the month: 60 GB-months."""
    assert lines(volumes(hours=4 * 365), RATES) == [("ebs_volume", "60", "0.08")]


def test_a_gb_month_follows_the_length_of_the_month() -> None:
    february = bill_at({ebs_volume_gb("gp2"): "0.10"}, hours_per_month="672")
    assert lines(volumes("gp2", 100, 672), february) == [("ebs_volume", "100", "0.1")]


def test_volumes_of_short_tasks_are_rounded_once() -> None:
    """10 GB × 1 h ÷ 730 h."""
    assert lines(volumes(size_gib=10, hours=1), RATES) == [("ebs_volume", "0.013698630137", "0.08")]


@pytest.mark.parametrize(("iops", "billed"), [(3000, []), (3001, ["2"]), (16000, ["26000"])])
def test_gp3_iops_above_three_thousand(iops: int, billed: list[str]) -> None:
    """Two volumes all month."""
    found = lines(volumes(hours=1460, iops=iops), RATES)[1:]
    assert found == [("ebs_volume", quantity, "0.005") for quantity in billed]


@pytest.mark.parametrize(("mib", "billed"), [(125, []), (126, ["0.0009765625"]), (1149, ["1"])])
def test_gp3_throughput_above_125_mib_a_second(mib: int, billed: list[str]) -> None:
    """1 MiB/s is 1/1,024 of the GiB/s that AWS prices."""
    found = lines(volumes(throughput_mib_per_second=mib), RATES)[1:]
    assert found == [("ebs_volume", quantity, "40.96") for quantity in billed]


def test_io1_pays_for_every_iops() -> None:
    assert lines(volumes("io1", 100, 730, iops=1000), RATES) == [
        ("ebs_volume", "100", "0.125"),
        ("ebs_volume", "1000", "0.065"),
    ]


def test_io2_tiers_are_each_volumes_own() -> None:
    """Two volumes of 20,000 IOPS stay in the first tier; two of 70,000 fill 32,000 + 32,000 + 6,000 each."""
    assert lines(volumes("io2", 100, 1460, iops=20_000), RATES)[1:] == [("ebs_volume", "40000", "0.065")]
    assert lines(volumes("io2", 100, 1460, iops=70_000), RATES)[1:] == [
        ("ebs_volume", "64000", "0.065"),
        ("ebs_volume", "64000", "0.0455"),
        ("ebs_volume", "12000", "0.03185"),
    ]


@pytest.mark.parametrize("volume_type", ["io1", "io2"])
def test_provisioned_iops_are_not_guessed(volume_type: str) -> None:
    with pytest.raises(OptionUnavailable, match="IOPS"):
        lines(volumes(volume_type), RATES)


def test_magnetic_volumes_say_what_is_left_out() -> None:
    assert lines(volumes("standard"), RATES) == [("ebs_volume", "30", "0.05")]
    assert "not priced" in " ".join(volumes("standard").assumptions("us-east-1"))


@pytest.mark.parametrize(("named", "priced"), [({}, "gp2"), ({"volumeType": "gp3"}, "gp3")])
@pytest.mark.parametrize("option", ["FARGATE", "EC2_ON_DEMAND"])
def test_a_task_s_volume_without_a_type_is_said_to_be_gp2(option: str, named: dict[str, str], priced: str) -> None:
    volume = {"name": "data", "managedEBSVolume": {"sizeInGiB": 100, "roleArn": "arn:aws:iam::1:role/e", **named}}
    mounted: dict[str, Any] = {
        "volumes": [{"name": "data", "configuredAtLaunch": True}],
        "containerDefinitions": [container(mountPoints=[{"sourceVolume": "data", "containerPath": "/data"}])],
    }
    web = service(definition={"volumeConfigurations": [volume]}, **mounted)
    row = bill(option, web, fleet={"instance_types": ["m5.large"]})
    (line,) = (line for line in row["line_items"] if line["component"] == "ebs_volume" and line["service"] == "web")
    assert line["price"]["usage_type"] == f"EBS:VolumeUsage.{priced}"
    assert any("volume data has no volumeType" in text for text in row["assumptions"]) == (not named)
