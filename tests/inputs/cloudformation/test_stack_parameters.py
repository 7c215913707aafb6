"""Parameters: defaults, what a caller gives, their types, and what stays unknown by name.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from decimal import Decimal

import pytest

from ecsquote.inputs.cloudformation.template import template_estate
from ecsquote.inputs.estate.resources import SourceNote, Unresolved
from ecsquote.inputs.parameters import ReadingParameters
from support_templates import documents, estate_of, evaluated

NO_DEFAULT = Unresolved("parameter P has no default; give --param P=…")
FROM_SYSTEMS_MANAGER = Unresolved("parameter P is read from Systems Manager when the stack is made; give --param P=…")


def value_of(declaration: str, **given: str) -> object:
    return evaluated("!Ref P", f"Parameters: {{P: {declaration}}}", ReadingParameters(values=given))


@pytest.mark.parametrize(
    ("declaration", "value"),
    [
        ("{Type: String, Default: web}", "web"),
        ("{Type: String, Default: 012}", "012"),
        ("{Type: String, Default: 256}", "256"),  # a String is text whatever the default looks like
        ("{Type: String, Default: true}", "true"),
        ("{Type: String, Default: ''}", ""),
        ("{Type: String}", NO_DEFAULT),
        ("{Default: web}", "web"),
        ("{Type: Number, Default: 256}", 256),
        ("{Type: Number, Default: '256'}", 256),
        ("{Type: Number, Default: 0.50}", Decimal("0.50")),
        ("{Type: Number, Default: -1}", -1),
        ("{Type: Number, Default: many}", "many"),
        ("{Type: Number}", NO_DEFAULT),
        ("{Type: CommaDelimitedList, Default: ' a,b , c'}", ["a", "b", "c"]),
        ("{Type: CommaDelimitedList, Default: ''}", []),
        ("{Type: CommaDelimitedList, Default: 5}", ["5"]),
        ("{Type: List<Number>, Default: '1,2'}", [1, 2]),
        ("{Type: 'List<AWS::EC2::Subnet::Id>', Default: 'subnet-1,subnet-2'}", ["subnet-1", "subnet-2"]),
        ("{Type: 'List<AWS::EC2::Subnet::Id>'}", NO_DEFAULT),
        ("{Type: 'AWS::EC2::VPC::Id', Default: vpc-1}", "vpc-1"),
        ("{Type: 'AWS::SSM::Parameter::Name', Default: /web/count}", "/web/count"),
        ("{Type: 'AWS::SSM::Parameter::Value<String>', Default: /web/count}", FROM_SYSTEMS_MANAGER),
        ("{Type: 'AWS::SSM::Parameter::Value<String>'}", FROM_SYSTEMS_MANAGER),
        ("{Type: String, NoEcho: true, Default: x}", Unresolved("parameter P is NoEcho, and its value is not used")),
        ("{Type: String, NoEcho: 'true', Default: x}", Unresolved("parameter P is NoEcho, and its value is not used")),
        ("{Type: String, NoEcho: false, Default: x}", "x"),
        ("web", Unresolved("P is not in the template")),
    ],
)
def test_a_parameter_without_a_given_value_has_its_default(declaration: str, value: object) -> None:
    found = value_of(declaration)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("declaration", "given", "value"),
    [
        ("{Type: String, Default: web}", "api", "api"),
        ("{Type: String, Default: web}", "", ""),
        ("{Type: String}", "3", "3"),
        ("{Type: Number, Default: 1}", "3", 3),
        ("{Type: Number}", "1.5", Decimal("1.5")),
        ("{Type: CommaDelimitedList}", "a,b", ["a", "b"]),
        ("{Type: 'AWS::SSM::Parameter::Value<Number>'}", "3", 3),
        ("{Type: 'AWS::SSM::Parameter::Value<List<String>>'}", "a,b", ["a", "b"]),
        ("{Type: 'AWS::SSM::Parameter::Value<String>'}", "/web/count", FROM_SYSTEMS_MANAGER),  # still a name
        ("{Type: 'AWS::SSM::Parameter::Value<String>', Default: count}", "count", FROM_SYSTEMS_MANAGER),
        ("{Type: String, NoEcho: true}", "x", Unresolved("parameter P is NoEcho, and its value is not used")),
    ],
)
def test_a_given_value_overrides_the_default(declaration: str, given: str, value: object) -> None:
    assert value_of(declaration, P=given) == value


def test_a_given_name_that_no_template_has_is_a_warning() -> None:
    files = dict.fromkeys("ab", "Parameters: {P: {Type: String}}\nResources: {T: {Type: AWS::SNS::Topic}}")
    files["b"] = files["b"].replace("P:", "Q:")
    given = ReadingParameters(values={"P": "1", "Q": "2", "R": "3", "AWS::AccountId": "012345678901"})
    assert template_estate(documents(files), given).warnings == (
        SourceNote("R", "no template has a parameter of this name"),
    )


def test_a_parameter_of_the_name_of_a_resource_comes_first() -> None:
    estate = estate_of("Parameters: {A: {Default: x}}\nResources: {A: {Type: AWS::B, Properties: {C: !Ref A}}}")
    assert estate.resources[0].properties == {"C": "x"}
