"""Files at a git revision: exactly the bytes that were committed, and nothing that git could take for an option."""

from pathlib import Path

import pytest

from ecsquote.cli.input.git_revision import commit_of, file_at_revision, read_at_revision
from ecsquote.errors import InputError
from support_git import begin_repository, git

FIRST = '{"tasks": "2"}\r\n'


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """FIRST at the tag v1, other text on main and in the working tree; the tests only read."""
    folder = tmp_path_factory.mktemp("git") / "repository"
    begin_repository(folder, {"ecs/web.json": FIRST, "-odd name.json": "odd"}, tag="v1")
    (folder / "ecs" / "web.json").write_text("second")
    git(folder, "commit", "--quiet", "--all", "--message", "second")
    (folder / "ecs" / "web.json").write_text("third")
    return folder


def test_the_bytes_of_the_revision_whatever_the_working_tree_holds(repository: Path) -> None:
    file = repository / "ecs" / "web.json"
    assert file_at_revision("v1", file) == FIRST.encode()
    assert [file_at_revision(name, file) for name in ("main", "HEAD", "v1")] == [b"second", b"second", FIRST.encode()]
    assert file_at_revision("HEAD~1", file) == FIRST.encode()
    assert file_at_revision(commit_of("v1", repository)[:12], file) == FIRST.encode()


def test_paths_from_the_root_and_from_the_folder(repository: Path) -> None:
    assert read_at_revision("v1", "ecs/web.json", repository / "ecs") == FIRST.encode()
    assert read_at_revision("v1", "./web.json", repository / "ecs") == FIRST.encode()
    assert read_at_revision("v1", "./-odd name.json", repository) == b"odd"
    assert file_at_revision("v1", repository / "-odd name.json") == b"odd"


def test_a_file_that_was_not_there_is_none(repository: Path) -> None:
    assert file_at_revision("v1", repository / "ecs" / "new.json") is None
    assert read_at_revision("v1", "web.json", repository) is None


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("--output=/tmp/x", "must not be empty, begin with -"),
        ("-x", "must not be empty, begin with -"),
        ("v1:ecs", "or contain :"),
        ("nowhere", "there is no git revision 'nowhere'"),
        ("v1 main", "there is no git revision"),
        ("v1..main", "there is no git revision"),
        ("", "must not be empty"),
        ("v1\n", "is not a valid git revision"),
        ("v1; touch x", "there is no git revision"),
    ],
)
def test_a_revision_that_is_none_is_refused(repository: Path, revision: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        file_at_revision(revision, repository / "ecs" / "web.json")


def test_a_folder_is_no_file(repository: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read_at_revision("v1", "ecs", repository)


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(InputError, match="not a git repository"):
        file_at_revision("main", tmp_path / "web.json")
    with pytest.raises(InputError, match="there is no folder"):
        file_at_revision("main", tmp_path / "nowhere" / "web.json")


def test_without_git_the_message_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="git is not installed"):
        file_at_revision("main", tmp_path / "web.json")
