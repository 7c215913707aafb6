"""Every tool called by a real client over standard input and output, and what hostile calls are answered."""

import json
import shlex
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult

from ecsquote import __version__
from ecsquote.agents.answer_length import MAX_CHARACTERS, json_text, shortened
from ecsquote.agents.server import agent_server
from ecsquote.agents.workload_arguments import merged
from ecsquote.settings import Settings
from support_account import saved_scan_bytes
from support_cli import COMMAND, EXAMPLES, environment
from support_coroutines import run

WEB = json.loads((EXAMPLES / "web-service.json").read_text())
TASK = json.loads((EXAMPLES / "my-task.json").read_text())
BUDGETS = [{"name": "all", "launch_option": "FARGATE", "limit": {"amount": "300"}}]
Answers = dict[str, CallToolResult]


def calls(root: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    """A call of each tool, by a name of its own."""
    (root / "web.json").write_text(json.dumps(WEB))
    (root / "scan.json").write_bytes(saved_scan_bytes())
    task = {"request": TASK, "region": "us-east-1"}
    return {
        "quote": ("quote_workload", {"request": WEB}),
        "quote of a path": ("quote_workload", {"path": "web.json"}),
        "quote by line": ("quote_workload", {**task, "detail": "lines"}),
        "read": ("read_workload", {**task, "tasks": 3}),
        "regions": ("compare_regions", {"request": TASK, "regions": ["us-east-1", "eu-west-1"]}),
        "break-even": ("break_even", task),
        "what-if": ("what_if", task),
        "changes": ("what_if", {"request": WEB, "changes": {"hours_per_month": "365"}}),
        "diff": ("diff", {"before": WEB, "after": "web.json"}),
        "budget": ("budget_check", {"request": WEB, "budgets": BUDGETS}),
        "prices": ("prices", {"region": "us-east-1", "service_code": "AmazonECS"}),
        "scan": ("scan_saved", {"path": "scan.json"}),
        "fault": ("quote_workload", {"request": {"region": "eu-west-1", "services": []}}),
    }


async def _all_called(root: Path, home: Path, copy: Path) -> tuple[Answers, set[str]]:
    """The answers of one server, whose standard output is copied byte by byte on its way."""
    line = f"{shlex.quote(str(COMMAND))} mcp --root {shlex.quote(str(root))} | tee {shlex.quote(str(copy))}"
    server = StdioServerParameters(command="sh", args=["-c", line], env=environment(home))
    async with Client(server, read_timeout_seconds=100) as client:
        tools = (await client.list_tools()).tools
        assert all(tool.annotations is not None and tool.annotations.read_only_hint for tool in tools)
        assert client.server_info is not None
        assert client.server_info.version == __version__
        answers = {name: await client.call_tool(tool, given) for name, (tool, given) in calls(root).items()}
    return answers, {tool.name for tool in tools}


@pytest.mark.long
def test_every_tool_over_standard_input_and_output(tmp_path: Path) -> None:
    root, copy = tmp_path / "root", tmp_path / "stdout"
    root.mkdir()
    answers, tools = run(_all_called(root, tmp_path / "home", copy))
    assert tools == {tool for tool, _ in calls(root).values()}
    assert [name for name, answer in answers.items() if answer.is_error] == ["fault"]
    messages = [json.loads(line) for line in copy.read_bytes().decode().splitlines()]
    assert all(message["jsonrpc"] == "2.0" for message in messages), "standard output is the protocol's alone"
    assert len(messages) > len(answers)

    short = {name: text(answer) for name, answer in answers.items() if name != "quote by line"}
    assert {name: len(each) for name, each in short.items() if len(each) >= 6000} == {}
    found = {name: json.loads(text(answer)) for name, answer in answers.items() if not answer.is_error}
    assert {name: answers[name].structured_content for name in found} == found
    _check_figures(found)
    assert "/request/services" in text(answers["fault"])


def _check_figures(found: dict[str, Any]) -> None:
    assert found["quote"] == found["quote of a path"]
    lines = next(each for each in found["quote by line"]["options"] if each["launch_option"] == "FARGATE")
    # 0.25 vCPU and 0.5 GB for 730 hours at 0.04048 and 0.004445 USD in us-east-1.
    fargate = Decimal(730) * (Decimal("0.25") * Decimal("0.04048") + Decimal("0.5") * Decimal("0.004445"))
    assert sum(Decimal(line["monthly"]) for line in lines["line_items"]) == fargate == Decimal(lines["monthly"])
    assert found["read"]["services"][0]["load"] == {"tasks": "3"}
    assert {each["region"] for each in found["regions"]["regions"]} == {"us-east-1", "eu-west-1"}
    assert found["break-even"]["stretches"][0]["first"] == 1
    assert any(each["words"].startswith("every image built for ARM64") for each in found["what-if"]["changes"])
    assert Decimal(found["changes"]["change"]) < 0
    assert found["diff"]["change"] == "0"
    assert found["budget"]["verdict"] == "exceeded"  # 372.79 on Fargate
    assert found["prices"]["count"] == len(found["prices"]["prices"]) + found["prices"]["left_out"]["/prices"]
    assert {each["cluster"] for each in found["scan"]["clusters"]}


def text(answer: CallToolResult) -> str:
    assert [part.type for part in answer.content] == ["text"]
    part = answer.content[0]
    assert part.type == "text"
    return part.text


@pytest.fixture
def refused(tmp_path: Path) -> Callable[..., str]:
    """The words with which a call is refused, in this process; `root` None: without --root."""

    def call(tool: str, root: Path | None = None, **arguments: Any) -> str:
        async def ask() -> CallToolResult:
            async with Client(agent_server(Settings(data_dir=tmp_path / "data"), root)) as client:
                return await client.call_tool(tool, arguments)

        answer = run(ask())
        assert answer.is_error
        return text(answer)

    return call


def test_no_path_leaves_the_root(refused: Callable[..., str], tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    outside = tmp_path / "secret.json"
    outside.write_text(json.dumps(WEB))
    (tmp_path / "rootless.json").write_text(json.dumps(WEB))
    (root / "link.json").symlink_to(outside)
    (root / "folder").symlink_to(tmp_path)
    (root / "loop").symlink_to(root / "loop")
    hostile = [
        "../secret.json", str(outside), "link.json", "folder/secret.json", "folder", "../rootless.json", "~/x", "-", "",
        "..", "loop", "a\0b", "x" * 5000, "/dev/stdin", "/proc/self/environ", "file:///etc/passwd", "none.json",
    ]  # fmt: skip
    for path in hostile:
        for tool, arguments in (("quote_workload", {"path": path}), ("scan_saved", {"path": path})):
            words = refused(tool, root, **arguments)
            assert "/path: " in words
            assert str(tmp_path) not in words
        assert "/before: " in refused("diff", root, before=path, after=WEB)


def test_without_a_root_no_path_is_taken(refused: Callable[..., str]) -> None:
    assert "/path: is not taken" in refused("quote_workload", path=str(EXAMPLES / "my-task.json"))


def test_faults_have_pointers_into_the_arguments(refused: Callable[..., str]) -> None:
    assert "/request: is required, or path" in refused("quote_workload")
    assert "/request: excludes path" in refused("read_workload", request=WEB, path="web.json")
    assert "/regoin: unknown argument" in refused("quote_workload", request=WEB, regoin="eu-west-1")
    assert "/detail: must be one of" in refused("quote_workload", request=WEB, detail="all")
    assert "/regions" in refused("compare_regions", request=WEB, regions=["eu-west-1", "eu-west-1"])
    assert "/regions/1: cn-north-1 is priced in CNY and eu-west-1 in USD" in refused(
        "compare_regions", request=WEB, regions=["eu-west-1", "cn-north-1"]
    )
    assert "/changes/region: " in refused("what_if", request=WEB, changes={"region": "eu-nowhere-1"})
    assert "/after/services" in refused("diff", before=WEB, after={**WEB, "services": []})
    assert "/budgets/0/limt: unknown field" in refused("budget_check", request=WEB, budgets=[{"limt": 1}])
    assert "/region: unknown Region" in refused("prices", region="eu-nowhere-1")
    assert "/request: excludes path" in refused("scan_saved", request={}, path="scan.json")
    assert "/request: this is not a saved scan" in refused("scan_saved", request={})
    assert "/request: holds no workload" in refused("quote_workload", request={"a": 1})


def test_a_merge_patch() -> None:
    """The cases of RFC 7396, appendix A."""
    cases = [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ]
    for target, patch, result in cases:
        assert merged(target, patch) == result


def test_a_long_summary_gives_way_and_counts_what_it_leaves_out() -> None:
    document = {"one": [{"services": [{"name": "s" * 50}] * 400}], "others": ["x" * 1000] * 100, "all": "kept"}
    short = shortened(document)
    assert len(json_text(short)) <= MAX_CHARACTERS
    assert short["all"] == "kept"
    assert len(short["one"]) == 1
    assert len(short["one"][0]["services"]) + short["left_out"]["/one/0/services"] == 400
    assert len(short["others"]) + short["left_out"]["/others"] == 100
