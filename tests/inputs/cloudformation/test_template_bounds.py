"""Templates that would grow when they are evaluated: refused by what is counted, before they do."""

from functools import partial

import pytest

from ecsquote.errors import InputTooLarge, UnreadableInput
from ecsquote.inputs.cloudformation import template
from ecsquote.inputs.cloudformation.template import template_estate
from ecsquote.inputs.cloudformation.values import MAX_TEXT, MAX_WORK, Work, join_parts, weight
from ecsquote.inputs.decoding import Document
from ecsquote.inputs.estate.resources import Unresolved
from ecsquote.inputs.parameters import ReadingParameters
from support_templates import NOTHING_GIVEN, documents, estate_of

TOPIC = {"Type": "AWS::SNS::Topic"}


def nested(file: str) -> dict[str, object]:
    return {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": file}}


def test_work_is_counted_up_to_its_limit() -> None:
    work = Work(limit=3)
    work.count(3)
    with pytest.raises(InputTooLarge, match="hold over 3 values"):
        work.count()


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a" * 15, 1), ("a" * 16, 2), (["a", {"b": 1, "c": []}], 5), (None, 1), ([], 1)],
)  # the second: one for the text and one for its 16 characters; the third: list, a, object, 1, list
def test_the_weight_of_a_value_grows_with_what_is_in_it(value: object, expected: int) -> None:
    assert weight(value) == expected


def test_the_length_of_a_text_that_functions_make_is_bounded() -> None:
    assert join_parts(["a" * MAX_TEXT]) == "a" * MAX_TEXT
    with pytest.raises(InputTooLarge, match="a text of over 1,000,000 characters"):
        join_parts(["a" * MAX_TEXT, "a"])


def test_a_text_that_doubles_from_stack_to_stack_is_refused() -> None:
    """Ten characters, doubled by each of 17 stacks: 10 × 2¹⁷ = 1,310,720 characters."""

    def stacks(number: int) -> list[Document]:
        inner = "Properties: {TemplateURL: t%d.yaml, Parameters: {P: !Sub '${P}${P}'}}"
        text = (
            "Parameters: {P: {Type: String, Default: '0123456789'}}\nResources: {S: {Type: AWS::CloudFormation::Stack, "
        )
        return documents({f"t{each}.yaml": f"{text}{inner % (each + 1)}}}}}" for each in range(number)})

    assert len(template_estate(stacks(15), NOTHING_GIVEN).resources) == 15
    with pytest.raises(InputTooLarge, match="a text of over"):
        template_estate(stacks(18), NOTHING_GIVEN)


@pytest.fixture
def ten_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundredth of the limit, so that the tests reach it soon."""
    monkeypatch.setattr(template, "Work", partial(Work, 10_000))


@pytest.mark.usefixtures("ten_thousand")
@pytest.mark.parametrize(("uses", "refused"), [(90, False), (100, True)])
def test_a_list_that_is_used_over_and_over_is_counted_each_time(uses: int, *, refused: bool) -> None:
    """A list of 100 entries is 101 values; with the object, the function and its three arguments a use is 106."""
    use = {"Type": "AWS::X", "Properties": {"L": {"Fn::FindInMap": ["M", "a", "b"]}}}
    mapping = {"M": {"a": {"b": ["x"] * 100}}}
    document = Document("t", {"Mappings": mapping, "Resources": {f"R{number}": use for number in range(uses)}})
    if refused:
        with pytest.raises(InputTooLarge, match="hold over 10,000 values"):
            template_estate([document], NOTHING_GIVEN)
    else:
        assert len(template_estate([document], NOTHING_GIVEN).resources) == uses


@pytest.mark.usefixtures("ten_thousand")
def test_loops_in_loops_are_refused_before_they_are_written_out() -> None:
    """Seven loops of ten: 10⁷ resources."""
    body: object = {"T${A}${B}${C}${D}${E}${F}${G}": TOPIC}
    for name in "GFEDCBA":
        body = {f"Fn::ForEach::{name}": [name, list("0123456789"), body]}
    with pytest.raises(InputTooLarge, match="with their loops"):
        template_estate([Document("t", {"Resources": body})], NOTHING_GIVEN)


@pytest.mark.usefixtures("ten_thousand")
def test_stacks_in_stacks_are_refused_before_they_are_read() -> None:
    """Each of five templates nests the next ten times: 10⁵ stacks."""
    stacks = {f"t{level}": {f"S{number}": nested(f"t{level + 1}") for number in range(10)} for level in range(5)}
    files = [Document(name, {"Resources": each}) for name, each in {**stacks, "t5": {"T": TOPIC}}.items()]
    with pytest.raises(InputTooLarge, match="nested stacks"):
        template_estate(files, NOTHING_GIVEN)


def test_the_limit_is_a_million() -> None:
    assert MAX_WORK == 1_000_000
    Work().count(MAX_WORK)


def test_templates_that_nest_each_other_are_a_fault_and_read_once() -> None:
    estate = template_estate(
        documents(
            {
                "a.yaml": "Resources: {B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml}}}",
                "b.yaml": "Resources: {A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml}}}",
            }
        ),
        NOTHING_GIVEN,
    )
    assert [resource.source for resource in estate.resources] == ["a/B", "a/B/A", "b/A", "b/A/B"]
    assert [(note.source, note.message) for note in estate.faults] == [
        ("a/B/A", "the template a.yaml is nested in itself"),
        ("b/A/B", "the template b.yaml is nested in itself"),
    ]


def test_outputs_and_parameters_in_a_circle_end() -> None:
    estate = template_estate(
        documents(
            {
                "main.yaml": """
                    Resources:
                      A:
                        Type: AWS::CloudFormation::Stack
                        Properties: {TemplateURL: x.yaml, Parameters: {P: !GetAtt B.Outputs.O}}
                      B:
                        Type: AWS::CloudFormation::Stack
                        Properties: {TemplateURL: x.yaml, Parameters: {P: !GetAtt A.Outputs.O}}
                """,
                "x.yaml": """
                    Parameters: {P: {Type: String}}
                    Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref P}}}
                    Outputs: {O: {Value: !Ref P}}
                """,
            }
        ),
        NOTHING_GIVEN,
    )
    assert [resource.source for resource in estate.resources] == ["A", "A/T", "B", "B/T"]
    assert isinstance(estate.resources[1].properties["TopicName"], Unresolved)


def test_a_stack_that_imports_its_own_export_ends() -> None:
    estate = estate_of(
        """
        Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !ImportValue mine}}}
        Outputs: {O: {Value: !ImportValue mine, Export: {Name: mine}}}
        """
    )
    assert estate.resources[0].properties == {"TopicName": Unresolved("the output O depends on itself")}


@pytest.mark.parametrize(
    "section",
    [
        {"Conditions": {f"C{n}": {"Fn::Not": [{"Condition": f"C{n + 1}"}]} for n in range(2_000)}},
        {"Outputs": {f"O{n}": {"Value": {"Fn::ImportValue": f"E{n + 1}"}, "Export": {"Name": f"E{n}"}}
                     for n in range(2_000)}},
    ],
)  # fmt: skip
def test_chains_without_an_end_are_one_clear_fault(section: dict[str, object]) -> None:
    probe = {"Type": "AWS::X", "Condition": "C0", "Properties": {"P": {"Fn::ImportValue": "E0"}}}
    with pytest.raises(UnreadableInput, match="refer to each other too deeply"):
        template_estate([Document("t", {**section, "Resources": {"R": probe}})], ReadingParameters())


def test_a_value_as_deep_as_a_document_can_be_is_evaluated() -> None:
    value: object = "x"
    for _ in range(48):  # each is four levels: an object, its list, a list of texts, the text or the next
        value = {"Fn::Join": ["", ["a", value]]}
    document = Document("t", {"Resources": {"R": {"Type": "AWS::X", "Properties": {"P": value}}}})
    estate = template_estate([document], NOTHING_GIVEN)
    assert estate.resources[0].properties == {"P": "a" * 48 + "x"}
