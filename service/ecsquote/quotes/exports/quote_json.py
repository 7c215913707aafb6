"""Quotes as JSON for people and programs: indented, one object, or an array of several."""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def write_json(documents: Sequence[Mapping[str, Any]]) -> bytes:
    """One document as an object, several as an array."""
    written = documents[0] if len(documents) == 1 else documents
    return f"{json.dumps(written, ensure_ascii=False, indent=2)}\n".encode(errors="surrogatepass")
