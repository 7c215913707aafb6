"""docs/request.md: every field of a quote request, from its JSON schema, with an example of each."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ecsquote.calculator.request_schema import request_schema
from ecsquote.inputs.assembly.members import SERVICE, TASK_DEFINITION
from reference.markdown import page, sentence, table
from reference.request_examples import REQUEST, example

INTRODUCTION = f"""
# The quote request

What `POST /v1/quotes` takes and `ecsquote quote` reads as its own form. [Files of other tools](inputs.md) are turned
into it; `ecsquote workload FILE --requests` prints the request that was made of a file. The smallest one is a Region
and a task definition; this one has a little more:

```json
{json.dumps(REQUEST, indent=2)}
```

- **Numbers** are exact: give decimals as JSON strings or numbers, `"0.5"` or `0.5`. Money is in USD; GB are AWS's, and
  quantities are for a month, unless the field says otherwise. YAML is taken too.
- **Unknown fields** are errors, with the name that may be meant. In the ECS documents they are warnings.
- **Editors** check and complete a request by its schema. `ecsquote schema request > quote-request.schema.json` writes
  it; name it in the request as `"$schema": "quote-request.schema.json"`, or in the first line of YAML as
  `# yaml-language-server: $schema=quote-request.schema.json`. `$schema` and `comment` have no effect on the quote.
  `ecsquote schema usage`, `budgets` and `quote` print the other schemas.
- **On the command line** `--set FIELD=VALUE` sets any field: `--set fleet.min_instances=2`,
  `--set services.0.load.tasks=5`.
"""
MEMBERS = """
The ECS documents are taken as AWS spells them, whole. These members decide a price, or what may run where:
"""
ROOT = "QuoteRequest"
HEADINGS = ("Field", "Type", "Default", "Meaning", "Example")


class Place(NamedTuple):
    """An object of the request: how people call it, where it is, and its model's name."""

    title: str
    model: str


def request_page() -> str:
    """The page, whole."""
    schema = request_schema()
    models = {ROOT: schema, **schema["$defs"]}
    places = list(places_of(models))
    return page(INTRODUCTION, _members(), *(_section(place, models, places) for place in places))


def places_of(models: Mapping[str, Any]) -> Iterator[Place]:
    """Every object with fields, in the order of the request."""
    seen: set[str] = set()

    def inside(title: str, model: str) -> Iterator[Place]:
        if model in seen or "properties" not in models[model]:
            return
        seen.add(model)
        yield Place(title, model)
        for name, field in models[model]["properties"].items():
            for found in references(field):
                below = name if model == ROOT else f"{title}.{name}"
                forms = len(list(references(field)))
                tag = f": {next(iter(models[found]['properties']))}" if forms > 1 else ""
                yield from inside(below + tag, found)

    yield from inside("request", ROOT)


def references(field: Any) -> Iterator[str]:
    """The models that a field's schema refers to."""
    if isinstance(field, Mapping):
        if "$ref" in field:
            yield field["$ref"].rpartition("/")[2]
        for each in field.values():
            yield from references(each)
    elif isinstance(field, list):
        for each in field:
            yield from references(each)


def _section(place: Place, models: Mapping[str, Any], places: Sequence[Place]) -> str:
    model = models[place.model]
    words = "" if place.model == ROOT else sentence(_first(model.get("description", ""))) + "\n\n"
    rows = [
        (
            f"`{name}`",
            _type(field, models, places),
            _default(name, field, model),
            _meaning(field, models),
            f"`{example(place.model, name)}`",
        )
        for name, field in model["properties"].items()
    ]
    return f"\n## {place.title}\n\n{words}{table(HEADINGS, rows)}"


def _first(description: str) -> str:
    """The first paragraph of a description."""
    return description.partition("\n\n")[0]


def _meaning(field: Mapping[str, Any], models: Mapping[str, Any]) -> str:
    given = field.get("description")
    if given is None:
        given = next((_first(models[name].get("description", "")) for name in references(field)), "")
        given = given.partition(" Source:")[0]
    return sentence(given)


def _default(name: str, field: Mapping[str, Any], model: Mapping[str, Any]) -> str:
    if name in model.get("required", ()):
        return "required"
    default = field.get("default")
    return "none" if default in (None, [], {}) else f"`{json.dumps(default)}`"


def _type(field: Mapping[str, Any], models: Mapping[str, Any], places: Sequence[Place]) -> str:
    if "$ref" in field:
        return _model(field["$ref"].rpartition("/")[2], models, places)
    choice = field.get("anyOf", field.get("oneOf"))
    if choice is not None:
        each = [_type(one, models, places) for one in choice if one.get("type") != "null"]
        numbers = [one for one in each if one.startswith(("number", "integer"))]
        return numbers[0] if numbers else " or ".join(each)
    if "enum" in field or "const" in field:
        return " or ".join(f"`{value}`" for value in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return f"list of {_type(field['items'], models, places)}"
    if isinstance(field.get("additionalProperties"), dict):
        return f"{_type(field['additionalProperties'], models, places)}, by name"
    return _bounded(field)


def _bounded(field: Mapping[str, Any]) -> str:
    kind, least, most = field.get("type", "anything"), field.get("minimum"), field.get("maximum")
    return kind if least is None or most is None else f"{kind}, {least:,} to {most:,}"


def _model(name: str, models: Mapping[str, Any], places: Sequence[Place]) -> str:
    """A link to an object's section; the values of a choice; the first words of an object without fields."""
    title = next((place.title for place in places if place.model == name), None)
    if title is not None:
        anchor = "".join(letter for letter in title if letter.isalnum() or letter in " -_").replace(" ", "-")
        return f"[{title.rpartition('.')[2]}](#{anchor})"
    if "enum" in models[name]:
        return " or ".join(f"`{value}`" for value in models[name]["enum"])
    return str(models[name]["description"]).partition(":")[0]


def _members() -> str:
    """The members of the ECS documents that decide a price or what may run where."""
    documents = {"task_definition": TASK_DEFINITION, "service_definition": SERVICE}
    lines = [f"- `{name}`: {', '.join(_named(shape))}." for name, shape in documents.items()]
    return "\n".join([MEMBERS, *lines]) + "\n"


def _named(shape: Mapping[str, Any]) -> Iterator[str]:
    for name, inner in shape.items():
        below = inner[0] if isinstance(inner, list) else inner
        inside = f" ({', '.join(f'`{each}`' for each in below)})" if isinstance(below, Mapping) else ""
        yield f"`{name}`{inside}"
