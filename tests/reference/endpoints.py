"""docs/api.md: every endpoint with its parameters and answers, read from the OpenAPI document."""

from collections.abc import Iterator, Mapping
from typing import Any

from ecsquote.api.app import create_app
from ecsquote.settings import Settings
from reference.markdown import page, sentence, table

INTRODUCTION = """
# API

`ecsquote serve` answers on `http://127.0.0.1:8000`. `/openapi.json` describes every field and has examples.

```
curl -s localhost:8000/v1/quotes -H 'content-type: application/json' -d @examples/web-service.json
```

- Once there is a key, requests need `Authorization: Bearer KEY`: see [access](serving.md#access).
- Errors are `application/problem+json` with all faults at once, each with a JSON pointer.
- Money and quantities are strings that hold exact decimals.
- `HEAD` (`curl -I`) answers what `GET` would, without the body.
- Lists come in pages: pass `next_cursor` of one page as `cursor` of the next.
- The [Python client](python.md#over-http) has a method per endpoint, named below.
"""
TITLES = {
    "quotes": "Quotes",
    "analyses": "Analyses",
    "charts": "Charts",
    "budgets": "Budgets",
    "catalog": "Price catalog",
    "health": "Health",
}


def api_page() -> str:
    """The page, whole."""
    document = create_app(Settings()).openapi()
    sections: dict[str, list[str]] = {}
    for method, path, operation in operations(document):
        sections.setdefault(operation["tags"][0], []).append(section(method, path, operation, document))
    ordered = [tag for tag in TITLES if tag in sections] + [tag for tag in sections if tag not in TITLES]
    parts = [part for tag in ordered for part in (f"## {TITLES.get(tag, tag.capitalize())}", *sections[tag])]
    return page(INTRODUCTION, *parts)


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every operation with its method and path."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def section(method: str, path: str, operation: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """One endpoint."""
    parameters = [parameter(one, document) for one in operation.get("parameters", ()) if one["name"] != "accept"]
    parts = [
        f"### `{method} {path}`",
        operation.get("description", ""),
        body(operation.get("requestBody")),
        table(("Parameter", "In", "Default", "Meaning"), parameters),
        "Answers: " + "; ".join(answer(status, one) for status, one in operation["responses"].items()) + ".",
        f"Client method: `{operation['operationId']}`." if path.startswith("/v1") else "",
    ]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def body(request_body: Mapping[str, Any] | None) -> str:
    """What the request's body is: its media type, and the schema's name in /openapi.json."""
    if request_body is None:
        return ""
    media_type, content = next(iter(request_body["content"].items()))
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return f"Body: `{media_type}`" + (f", schema `{name}`." if name else ".")


def parameter(one: Mapping[str, Any], document: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """A parameter: its name, where it is sent, its default and meaning with every choice."""
    schema = one["schema"]
    meaning, _, default = one.get("description", "").partition("; default: ")
    if not default:
        default = "required" if one.get("required") else f"`{schema['default']}`" if "default" in schema else ""
    listed = [f"`{choice}`" for choice in choices(schema, document)]
    missing = any(choice not in meaning for choice in listed)
    words = [sentence(meaning), "One of " + ", ".join(listed) + "." if missing else ""]
    return f"`{one['name']}`", one["in"], default, " ".join(filter(None, words))


def choices(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[str]:
    """The values that a schema lists, by itself, behind a reference or as items."""
    yield from schema.get("enum", ())
    if reference := schema.get("$ref"):
        yield from choices(document["components"]["schemas"][reference.rpartition("/")[2]], document)
    for below in (*schema.get("anyOf", ()), schema.get("items", {})):
        yield from choices(below, document) if below else ()


def answer(status: str, response: Mapping[str, Any]) -> str:
    """A status and the media types that it can come in; problems are all alike."""
    types = [name for name in response.get("content", {}) if name != "application/problem+json"]
    if not status.startswith("2") or not types:
        return status
    return f"{status} with " + ", ".join(f"`{name}`" for name in types)
