"""`ecsquote budget gate` in this process: where it compares from, which files it takes, and how it comments."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ecsquote.cli.input.git_changes import matching_files, start_of_change
from ecsquote.cli.main import main
from ecsquote.cli.review.pull_request import pull_request
from ecsquote.cli.review.review_comments import Review, put_comment
from ecsquote.errors import CommentRefused, InputError
from support_cli import COMMAND
from support_git import begin_repository, git
from support_pull_request import BUDGETS, workload
from support_reviews import TOKEN, ReviewHost, review_host


@dataclass
class Gate:
    """A checkout that this process stands in."""

    checkout: Path
    capture: pytest.CaptureFixture[str]

    def commit(self, files: dict[str, str | None]) -> None:
        """One commit; None removes a file."""
        for name, text in files.items():
            path = self.checkout / name
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text)
        git(self.checkout, "add", "--all")
        git(self.checkout, "commit", "--quiet", "--message", "a change")

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        with pytest.raises(SystemExit) as left:
            main(["budget", "gate", *(arguments or ("workloads/*.json", "--base-ref", "before"))])
        told = self.capture.readouterr()
        assert isinstance(left.value.code, int)
        return left.value.code, told.out.replace("\\", ""), told.err


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Gate:
    """A repository with ten tasks at the tag `before`, and a branch for the change."""
    for name in ("GITHUB_EVENT_PATH", "CI_MERGE_REQUEST_IID", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ECSQUOTE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    files = {"workloads/shop.json": workload(10), "ecsquote-budgets.yml": BUDGETS}
    begin_repository(tmp_path / "checkout", files, "before")
    monkeypatch.chdir(tmp_path / "checkout")
    git(tmp_path / "checkout", "checkout", "--quiet", "-b", "change")
    return Gate(tmp_path / "checkout", capfd)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_told_in_one_line(gate: Gate) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [COMMAND, "budget", "gate", "workloads/*.json", "--base-ref", "before", "--no-comment"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=gate.checkout,
        )
    told = "ecsquote: standard output cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, told)


@pytest.fixture(params=["github", "gitlab"])
def host(request: pytest.FixtureRequest) -> Iterator[ReviewHost]:
    """Each kind of host in turn."""
    with review_host(request.param) as running:
        yield running


def review(host: ReviewHost, token: str = TOKEN) -> Review:
    """Where pull request 7 is on a host."""
    if host.kind == "github":
        return Review.on_github(host.url, "shop/infrastructure", 7, token)
    return Review.on_gitlab(host.url, "42", 7, token)


def test_one_comment_a_key_found_among_many(host: ReviewHost) -> None:
    host.comments = {number: f"comment {number}" for number in range(1, 151)}
    assert put_comment(review(host), "default", "one") == "posted"
    assert put_comment(review(host), "nightly", "two") == "posted"
    assert put_comment(review(host), "default", "three") == "updated"
    assert len(host.comments) == 152
    assert host.comments[151] == "<!-- ecsquote budgets: default -->\nthree"
    assert host.comments[152].endswith("two")
    assert host.comments[150] == "comment 150"


@pytest.mark.parametrize("status", [401, 403, 404, 422])
def test_a_refused_comment_says_why_without_the_token(host: ReviewHost, status: int) -> None:
    host.answers = [status]
    with pytest.raises(CommentRefused, match=f"answers {status}$") as refused:
        put_comment(review(host), "default", "text")
    assert TOKEN not in str(refused.value)
    assert len(host.asked) == 1


def test_a_host_that_stumbles_is_asked_again(host: ReviewHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    host.answers = [502, 429]
    assert put_comment(review(host), "default", "text") == "posted"
    host.answers = [503, 503, 503]
    with pytest.raises(CommentRefused, match="answers 503"):
        put_comment(review(host), "default", "text")


def test_a_redirect_gets_no_token(host: ReviewHost) -> None:
    host.answers = [302]
    with pytest.raises(CommentRefused, match="answers 302"):
        put_comment(review(host), "default", "text")


def test_a_comment_is_no_longer_than_the_host_takes() -> None:
    with review_host("github") as host:
        put_comment(review(host), "default", "x" * 70_000)
        assert len(host.comments[1]) == 65_536
        assert host.comments[1].endswith("longer than a comment may be)\n")


def test_the_pull_request_of_a_job(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7, "base": {"sha": "abc"}}}))
    on_github = {"GITHUB_EVENT_PATH": str(event), "GITHUB_REPOSITORY": "shop/infrastructure", "GITHUB_TOKEN": TOKEN}
    found = pull_request(on_github)
    assert found.base == "abc"
    assert found.review is not None
    assert found.review.comments_url == "https://api.github.com/repos/shop/infrastructure/issues/7/comments"
    without = pull_request(on_github | {"GITHUB_TOKEN": ""})
    assert (without.base, without.review) == ("abc", None)
    assert "set GITHUB_TOKEN" in without.no_review
    on_gitlab = {
        "CI_API_V4_URL": "https://gitlab.example.com/api/v4",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "def",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_PROJECT_ID": "42",
        "GITLAB_TOKEN": TOKEN,
    }
    merge = pull_request(on_gitlab)
    assert merge.base == "def"
    assert merge.review is not None
    assert merge.review.comments_url == "https://gitlab.example.com/api/v4/projects/42/merge_requests/7/notes"
    assert pull_request({}).base is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"pull_request": 1}', '{"pull_request": {"base": 3}}'])
def test_an_odd_event_is_no_pull_request(tmp_path: Path, text: str) -> None:
    event = tmp_path / "event.json"
    event.write_text(text)
    found = pull_request({"GITHUB_EVENT_PATH": str(event), "GITHUB_TOKEN": TOKEN})
    assert (found.base, found.review) == (None, None)


def test_the_change_starts_where_it_parted_even_after_main_went_on(gate: Gate) -> None:
    """Main doubles the workload meanwhile; the change, which began before, is none."""
    gate.commit({"README": "a change"})
    git(gate.checkout, "checkout", "--quiet", "main")
    gate.commit({"workloads/shop.json": workload(20)})
    git(gate.checkout, "checkout", "--quiet", "change")
    assert start_of_change("main") == start_of_change("before")
    code, out, _ = gate("workloads/*.json", "--base-ref", "main")
    assert code == 0
    assert "| $49.37 | $0.00 (0.0 %) |" in out


def test_a_shallow_checkout_fetches_the_base(gate: Gate, tmp_path: Path) -> None:
    base = start_of_change("before")
    gate.commit({"workloads/shop.json": workload(13)})
    shallow = tmp_path / "shallow"
    git(gate.checkout, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=change", gate.checkout.as_uri(), str(shallow))
    assert start_of_change(base, shallow) == base
    with pytest.raises(InputError, match="there is no git revision"):
        start_of_change("0" * 40, shallow)


def test_files_that_match_now_or_did_before(gate: Gate) -> None:
    more: dict[str, str | None] = {"workloads/a.json": "{}", "workloads/deep/b.json": "{}", "other.json": "{}"}
    (gate.checkout / "workloads" / "deep").mkdir()
    gate.commit(more | {"workloads/shop.json": None})
    assert matching_files(["workloads/*.json"], "before") == ["workloads/a.json", "workloads/shop.json"]
    assert matching_files(["workloads/**/*.json"], "before") == [
        "workloads/a.json",
        "workloads/deep/b.json",
        "workloads/shop.json",
    ]
    assert matching_files(["nothing*"], "before") == []


def test_a_rename_is_no_growth_of_the_total(gate: Gate) -> None:
    gate.commit({"workloads/shop.json": None, "workloads/new.json": workload(12, name="new")})
    code, out, _ = gate()
    assert code == 0
    assert "new: new" in out
    assert "removed: shop" in out
    gate.commit({"ecsquote-budgets.yml": BUDGETS.replace("    each: workload\n", "")})
    code, out, _ = gate()
    assert code == 0
    assert "⚠️ warning | $59.24 a month |  |  | $49.37 | +$9.87 (+20.0 %)" in out


def test_a_base_that_cannot_be_read_is_never_within(gate: Gate) -> None:
    gate.commit({"workloads/shop.json": "{"})
    git(gate.checkout, "tag", "broken")
    gate.commit({"workloads/shop.json": workload(10)})
    code, out, _ = gate("workloads/*.json", "--base-ref", "broken")
    assert code == 3
    assert "cannot be priced: the document is not JSON" in out


@pytest.mark.parametrize(
    ("files", "arguments", "words"),
    [
        ({"workloads/shop.json": "{"}, (), "workloads/shop.json: the document is not JSON"),
        ({"workloads/shop.json": workload(1, region="mars-1")}, (), "/region: unknown Region"),
        ({"README": ""}, ("nothing/*", "--base-ref", "before"), "no file matches nothing/*"),
        ({"README": ""}, ("workloads/*.json", "--base-ref", "nowhere"), "there is no git revision 'nowhere'"),
        ({"README": ""}, ("workloads/*.json", "--base-ref", "-x"), "is not a valid git revision"),
        ({"README": ""}, ("workloads/*.json",), "give --base-ref to compare with"),
        ({"ecsquote-budgets.yml": None}, (), "ecsquote-budgets.yml: this file does not exist"),
    ],
)
def test_what_is_wrong_stops_the_change(
    gate: Gate, files: dict[str, str | None], arguments: tuple[str, ...], words: str
) -> None:
    gate.commit(files)
    code, out, err = gate(*arguments)
    assert code == 2
    assert words in err
    assert "could not be checked" in out


def test_on_gitlab_it_comments_and_writes_its_report(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    gate.commit({"workloads/shop.json": workload(13)})
    with review_host("gitlab") as host:
        variables = {
            "CI_API_V4_URL": host.url,
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": start_of_change("before"),
            "CI_MERGE_REQUEST_IID": "7",
            "CI_PROJECT_ID": "42",
            "GITLAB_TOKEN": TOKEN,
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        code, out, err = gate("workloads/*.json", "--report", "report.md")
        assert (code, err) == (1, "ecsquote: comment posted\n")
        report = (gate.checkout / "report.md").read_text()
        assert host.comments == {1: f"<!-- ecsquote budgets: default -->\n{report}"}
        assert report.replace("\\", "") == out
        host.answers = [403]
        code, _, err = gate("workloads/*.json")
        assert code == 1
        assert "no comment: GET" in err
        assert TOKEN not in out + err
