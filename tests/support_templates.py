"""Estates of templates written as text, for the tests of CloudFormation."""

from textwrap import dedent, indent

from ecsquote.inputs.cloudformation.template import template_estate
from ecsquote.inputs.decoding import Document, decoded
from ecsquote.inputs.estate.resources import Estate, Resource
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.source_file import SourceFile

NOTHING_GIVEN = ReadingParameters()


def documents(files: dict[str, str]) -> list[Document]:
    """The documents in files, by their names."""
    return [decoded(SourceFile(name, dedent(text).encode())) for name, text in files.items()]


def estate_of(text: str, given: ReadingParameters = NOTHING_GIVEN) -> Estate:
    """The estate of one template."""
    return template_estate(documents({"shop.yaml": text}), given)


def resource(estate: Estate, source: str) -> Resource:
    """The one resource with this source."""
    (found,) = (each for each in estate.resources if each.source == source)
    return found


def evaluated(expression: str, around: str = "", given: ReadingParameters = NOTHING_GIVEN) -> object:
    """What an expression of YAML comes to as a property, in a template with these sections around it."""
    sections, _, resources = dedent(around).partition("Resources:\n")
    text = f"{sections}\nResources:\n{resources}\n"
    text += "  Probe:\n    Type: AWS::Probe\n    Properties:\n      It:\n" + indent(dedent(expression), " " * 8) + "\n"
    return resource(estate_of(text, given), "Probe").properties.get("It", "left out")
