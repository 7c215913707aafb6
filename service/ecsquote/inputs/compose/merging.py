"""Compose files that override one another, and services that extend others.

Source: https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
"""

from collections.abc import Mapping, Sequence
from posixpath import basename
from typing import Any

from ecsquote.inputs.decoding import Document

MAX_EXTENSIONS = 20
"""Services that extend one another, at most this many in a row."""


def merged(base: Any, over: Any) -> Any:
    """The second value over the first: mappings key by key, everything else replaced."""
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return {**base, **{key: merged(base.get(key), value) for key, value in over.items()}}
    return over


def merged_files(documents: Sequence[Document]) -> Mapping[str, Any]:
    """The file that several make together, later ones over earlier ones."""
    result: Mapping[str, Any] = {}
    for document in documents:
        result = merged(result, document.value)
    return result


def extended(name: str, file: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """A service with everything that it extends; ValueError where that is not among the files.

    `others` are the files by name, of which `extends.file` names one.
    """
    chain: list[Mapping[str, Any]] = []
    while True:
        service = services_of(file).get(name)
        if not isinstance(service, Mapping):
            raise ValueError(f"extends {name}, which is not among the files")
        chain.append(service)
        extends = service.get("extends")
        if extends is None:
            break
        if len(chain) >= MAX_EXTENSIONS:
            raise ValueError(f"extends itself, or others more than {MAX_EXTENSIONS} deep")
        target = extends if isinstance(extends, Mapping) else {"service": extends}
        name = str(target.get("service", ""))
        if (other := target.get("file")) is not None:
            found = next((value for key, value in others.items() if basename(key) == basename(str(other))), None)
            if found is None:
                raise ValueError(f"extends {name} of {other}, which is not among the files")
            file = found
    result: Any = {}
    for service in reversed(chain):
        result = merged(result, service)
    return {key: value for key, value in result.items() if key != "extends"}


def services_of(file: Mapping[str, Any]) -> Mapping[str, Any]:
    """The services of a file by name; empty where there are none."""
    services = file.get("services")
    return services if isinstance(services, Mapping) else {}
