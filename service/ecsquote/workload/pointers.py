"""JSON pointers (RFC 6901): where in a document something is."""

Path = tuple[str | int, ...]


def pointer(path: Path) -> str:
    """The JSON pointer of a path: ("services", 0, "a/b") is "/services/0/a~1b"; the whole document is ""."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def path_of(json_pointer: str) -> tuple[str, ...]:
    """The parts of a JSON pointer, unescaped."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in json_pointer.split("/")[1:])
