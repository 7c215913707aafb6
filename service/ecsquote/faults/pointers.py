"""JSON pointers (RFC 6901): where in a document something is."""

Path = tuple[str | int, ...]


MAX_PART = 200
"""Names longer than this are cut: an answer never repeats a huge input."""


def pointer(path: Path) -> str:
    """The JSON pointer of a path: ("services", 0, "a/b") is "/services/0/a~1b"; the whole document is ""."""
    return "".join("/" + _part(str(part)) for part in path)


def _part(name: str) -> str:
    """One part, escaped, and without the lone surrogates that no answer can carry."""
    encodable = name[:MAX_PART].encode("utf-8", "replace").decode("utf-8")
    return encodable.replace("~", "~0").replace("/", "~1")


def path_of(json_pointer: str) -> tuple[str, ...]:
    """The parts of a JSON pointer, unescaped."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in json_pointer.split("/")[1:])
