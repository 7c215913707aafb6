"""The texts of a Terraform folder: which folder is the root, which resources they declare, what they may not read.

tfparse evaluates the texts where they lie, and its file functions follow any relative path. Calls and module sources
that lead out of the folder are made useless before it sees them, so that no answer holds another file of the machine.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, join, normpath

from ecsquote.errors import InputError
from ecsquote.inputs.source_file import SourceFile

CONFIGURATION = (".tf", ".tofu")
JSON_CONFIGURATION = (".tf.json", ".tofu.json")
INITIALIZED = ".terraform"
"""The folder in which `terraform init` puts the modules of a registry."""

_SPACE = r"(?:\s|/\*(?:[^*]|\*(?!/))*\*/|(?:#|//)[^\n]*\n)*"
_FILE_FUNCTION = re.compile(rf'\b(file\w*|template(?:file|string)){_SPACE}\({_SPACE}("(?:[^"\\\n]|\\.)*")?')
_LITERAL_PATH = re.compile(r"(?:\$\{path\.(?P<base>module|root|cwd)\}/|\./)?(?P<path>[\w@ ./-]+)")
_LOCAL_SOURCE = re.compile(r'(\bsource"?\s*[=:]\s*)"([./][^"\n]*)"')
_RESOURCE = re.compile(r'^[ \t]*resource[ \t]+"([\w-]+)"[ \t]+"([\w-]+)"', re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/|(?:^|(?<=[\s{}]))(?:#|//)[^\n]*", re.DOTALL)
_OUTSIDE = "./outside-of-the-files"


def configuration_files(files: Sequence[SourceFile]) -> list[SourceFile]:
    """The files that hold blocks."""
    return [file for file in files if file.name.endswith((*CONFIGURATION, *JSON_CONFIGURATION))]


def root_folder(files: Sequence[SourceFile]) -> str:
    """The folder of the root module; InputError where several folders may be it."""
    folders = {dirname(file.name) for file in configuration_files(files) if INITIALIZED not in file.name.split("/")}
    if "" in folders or not folders:
        return ""
    called = {normpath(join(dirname(file.name), source)) for file in files for source in _local_sources(file)}
    roots = sorted(folders - called)
    if len(roots) != 1:
        named = ", ".join((roots or sorted(folders))[:10])
        raise InputError(f"holds several Terraform configurations: {named}; name the folder of one")
    return roots[0]


def harmless(file: SourceFile, root: str) -> bytes:
    """The file's text, with calls and sources that lead out of the files made useless; templates may not call any."""
    text = file.content.decode("utf-8", "surrogateescape")
    if file.name.endswith((*JSON_CONFIGURATION, ".tfvars.json")) and "\\u" in text:
        return b"{}"  # an escape could hide a call
    folder = dirname(file.name)
    bases = {"module": folder, "root": root, "cwd": root, None: root}
    is_configuration = file.name.endswith((*CONFIGURATION, *JSON_CONFIGURATION))

    def call(match: re.Match[str]) -> str:
        safe = is_configuration and match[1] != "templatestring" and _stays_inside(match[2], bases)
        return match[0] if safe else f"not_read_{match[0]}"

    def source(match: re.Match[str]) -> str:
        inside = not match[2].startswith("/") and not normpath(join(folder, match[2])).startswith("..")
        return match[0] if inside else f'{match[1]}"{_OUTSIDE}"'

    return _LOCAL_SOURCE.sub(source, _FILE_FUNCTION.sub(call, text)).encode("utf-8", "surrogateescape")


def declared_resources(file: SourceFile) -> Iterator[tuple[str, str]]:
    """Type and name of each resource block in a file."""
    text = file.content.decode("utf-8-sig", "replace")
    if file.name.endswith(JSON_CONFIGURATION):
        yield from _declared_in_json(text)
        return
    for match in _RESOURCE.finditer(_COMMENT.sub("", text)):
        yield match[1], match[2]


def variable_files(files: Sequence[SourceFile], root: str) -> list[str]:
    """The files of variables that Terraform reads by itself, in its order, by their names in the root folder."""
    here = [file.name[len(root) + 1 if root else 0 :] for file in files if dirname(file.name) == root]
    automatic = sorted(name for name in here if name.endswith((".auto.tfvars", ".auto.tfvars.json")))
    return [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in here] + automatic


def _stays_inside(literal: str | None, bases: Mapping[str | None, str]) -> bool:
    match = _LITERAL_PATH.fullmatch(literal[1:-1]) if literal else None
    if match is None or match["path"].startswith("/"):
        return False
    return not normpath(join(bases[match["base"]], match["path"])).startswith("..")


def _local_sources(file: SourceFile) -> Iterator[str]:
    if file.name.endswith((*CONFIGURATION, *JSON_CONFIGURATION)):
        for match in _LOCAL_SOURCE.finditer(file.content.decode("utf-8-sig", "replace")):
            yield match[2]


def _declared_in_json(text: str) -> Iterator[tuple[str, str]]:
    try:
        resources = json.loads(text).get("resource")
    except (ValueError, AttributeError, RecursionError):
        return
    if isinstance(resources, dict):
        for terraform_type, named in resources.items():
            yield from ((terraform_type, name) for name in (named if isinstance(named, dict) else ()))
