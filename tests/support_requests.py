"""Random valid quote requests, as people write them, for properties that must hold for every bill."""

from typing import Any

from hypothesis import strategies as st

REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-1", "sa-east-1", "us-west-2", "eu-central-1")
LAUNCH_OPTIONS = (
    "FARGATE",
    "FARGATE_SPOT",
    "EC2_ON_DEMAND",
    "EC2_SPOT",
    "MANAGED_INSTANCES",
    "MANAGED_INSTANCES_SPOT",
    "EXTERNAL",
)
FARGATE_SIZES = (
    ("256", "512"),
    ("256", "2048"),
    (".5 vCPU", "1GB"),
    ("1 vCPU", "2 GB"),
    ("2048", "16384"),
    (4096, 8192),
)


def decimals(largest: int) -> st.SearchStrategy[str]:
    return st.decimals(0, largest, places=3, allow_nan=False).map(lambda value: format(value, "f"))


loads = st.one_of(
    st.builds(lambda tasks: {"tasks": str(tasks)}, st.integers(0, 40)),
    st.builds(lambda levels: {"hourly_tasks": levels * 12}, st.lists(st.integers(0, 12), min_size=2, max_size=2)),
    st.builds(lambda average: {"average_tasks": average, "min_tasks": 0, "max_tasks": 9}, decimals(9)),
    st.builds(
        lambda demand: {"hourly_demand": demand * 8, "demand_per_task": "100", "min_tasks": 1, "max_tasks": 8},
        st.lists(st.integers(0, 900), min_size=3, max_size=3),
    ),
    st.builds(
        lambda runs, seconds: {"runs_per_month": str(runs), "seconds_per_run": f"{seconds}.085"},
        st.integers(0, 5000),
        st.integers(0, 4000),
    ),
)


@st.composite
def task_definitions(draw: st.DrawFn) -> dict[str, Any]:
    mode = draw(st.sampled_from(["awsvpc", "awsvpc", "bridge", "host"]))
    container: dict[str, Any] = {"name": "app", "image": "app:1", "essential": True}
    document: dict[str, Any] = {"family": "app", "networkMode": mode, "containerDefinitions": [container]}
    if draw(st.booleans()):
        document["cpu"], document["memory"] = draw(st.sampled_from(FARGATE_SIZES))
    else:
        container["cpu"] = draw(st.sampled_from([0, 100, 256, 700]))
        container["memory"] = draw(st.sampled_from([128, 512, 1500, 3000]))
        container["memoryReservation"] = draw(st.sampled_from([64, 100, 120]))
    if mode == "bridge" and draw(st.booleans()):
        container["portMappings"] = [{"containerPort": 80, "hostPort": draw(st.sampled_from([0, 80, 8080]))}]
    if draw(st.booleans()):
        document["runtimePlatform"] = {"cpuArchitecture": draw(st.sampled_from(["X86_64", "ARM64"]))}
    if draw(st.booleans()):
        document["ephemeralStorage"] = {"sizeInGiB": draw(st.integers(21, 200))}
    return document


@st.composite
def services(draw: st.DrawFn, name: str) -> dict[str, Any]:
    definition: dict[str, Any] = {}
    if draw(st.booleans()):
        definition["placementConstraints"] = [{"type": "distinctInstance"}]
    if draw(st.booleans()):
        public = draw(st.sampled_from(["ENABLED", "DISABLED"]))
        definition["networkConfiguration"] = {
            "awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": public}
        }
    return {
        "name": name,
        "task_definition": draw(task_definitions()),
        "service_definition": definition,
        "load": draw(loads),
    }


@st.composite
def usages(draw: st.DrawFn) -> dict[str, Any]:
    sections: dict[str, st.SearchStrategy[Any]] = {
        "load_balancers": st.builds(
            lambda kind, zones, lcu: [{"type": kind, "availability_zones": zones, "lcu_per_hour": lcu}],
            st.sampled_from(["application", "network", "gateway"]),
            st.integers(2, 3),
            decimals(20),
        ),
        "data_transfer": st.builds(
            lambda out, account, zones: {
                "internet_out_gb": out,
                "account_internet_out_gb": account,
                "inter_az_gb": zones,
                "inter_region_gb": {"eu-west-2": zones},
            },
            decimals(200_000),
            decimals(60_000),
            decimals(5000),
        ),
        "nat_gateways": st.builds(
            lambda count, gb: {"count": count, "processed_gb": gb}, st.integers(0, 3), decimals(9000)
        ),
        "vpc_endpoints": st.builds(
            lambda count, gb: {"interface_endpoints": count, "availability_zones": 2, "processed_gb": gb},
            st.integers(0, 5),
            decimals(2_000_000),
        ),
        "logs": st.builds(lambda gb: {"ingested_gb": gb, "stored_gb": gb}, decimals(800)),
        "alarms": st.builds(lambda count: {"count": count}, st.integers(0, 50)),
        "ecr": st.builds(lambda gb: {"stored_gb": gb}, decimals(300)),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(sections)), max_size=4))
    return {name: draw(sections[name]) for name in sorted(chosen)}


@st.composite
def quote_requests(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(1, 3))
    request: dict[str, Any] = {
        "region": draw(st.sampled_from(REGIONS)),
        "services": [draw(services(f"s{at}")) for at in range(count)],
        "usage": draw(usages()),
        "hours_per_month": draw(st.sampled_from(["730", "744", "672", "720"])),
    }
    if draw(st.integers(0, 3)) == 0:
        request["cpu_architectures"] = ["X86_64", "ARM64"]
    if draw(st.integers(0, 3)):
        request["launch_options"] = sorted(draw(st.sets(st.sampled_from(LAUNCH_OPTIONS), min_size=1, max_size=3)))
    if draw(st.booleans()):
        request["fleet"] = draw(
            st.fixed_dictionaries(
                {
                    "eni_trunking": st.booleans(),
                    "min_instances": st.integers(0, 3),
                    "availability_zones": st.integers(1, 3),
                    "target_capacity_percent": st.sampled_from([100, 80]),
                    "max_instance_types": st.sampled_from([None, 1, 2]),
                }
            )
        )
    if draw(st.booleans()):
        request["discounts"] = [{"service_code": "*", "percent": draw(st.sampled_from(["12.5", "3", "0.333"]))}]
    if draw(st.booleans()):
        request["savings_plan"] = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}
    if draw(st.booleans()):
        request["external"] = {"instances": 2, "hours": "100.5"}
    return request
