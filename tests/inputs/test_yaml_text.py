"""YAML text: what each scalar means, CloudFormation's short tags, anchors, lines and faults."""

from decimal import Decimal

import pytest
import yaml

from ecsquote.errors import UnreadableInput
from ecsquote.inputs import yaml_text
from ecsquote.inputs.yaml_text import parse_yaml_with_lines
from support_yaml import parse_yaml


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """libyaml's parser and PyYAML's own, which installations without libyaml use, give the same values."""
    monkeypatch.setattr(yaml_text, "_LOADER", getattr(yaml, request.param))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("256", 256),
        ("-1", -1),
        ("0", 0),
        ("0.25", Decimal("0.25")),
        (".5", Decimal("0.5")),
        ("1.10", Decimal("1.10")),
        ("'256'", "256"),
        ("012345670123", "012345670123"),
        ("0755", "0755"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("22:22", "22:22"),
        ("9" * 18, 999_999_999_999_999_999),
        ("9" * 19, Decimal("9999999999999999999")),
        ("9" * 31, "9" * 31),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2012-10-17", "2012-10-17"),
        ("2001-12-14T21:59:43.10-05:00", "2001-12-14T21:59:43.10-05:00"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("''", ""),
        ("!!str 5", "5"),
        ("!!int '5'", 5),
        ("! 5", "5"),
        ("|\n  5\n", "5\n"),
    ],
)
def test_scalars_are_those_of_yaml_1_2_with_numbers_exact(text: str, value: object) -> None:
    read = parse_yaml(f"key: {text}")
    assert read == {"key": value}
    assert isinstance(read, dict)
    assert type(read["key"]) is type(value)
    assert str(read["key"]) == str(value)  # 1.10 keeps its zero


@pytest.mark.parametrize("word", ["yes", "Yes", "NO", "on", "Off"])
def test_cloudformation_reads_the_booleans_of_yaml_1_1_and_others_do_not(word: str) -> None:
    assert parse_yaml(f"[{word}, '{word}']") == [word, word]
    assert parse_yaml(f"[{word}, '{word}']", cloudformation_tags=True) == [word.lower() in {"yes", "on"}, word]


def test_keys_are_always_text() -> None:
    assert parse_yaml("012345678901: 1\non: 2\n5: 3\nnull: 4\n") == {"012345678901": 1, "on": 2, "5": 3, "null": 4}


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("!Ref Vpc", {"Ref": "Vpc"}),
        ("!Condition IsProduction", {"Condition": "IsProduction"}),
        ("!GetAtt Nested.Outputs.Url", {"Fn::GetAtt": "Nested.Outputs.Url"}),
        ("!GetAtt [Alb, DNSName]", {"Fn::GetAtt": ["Alb", "DNSName"]}),
        ("!Sub 'arn:${AWS::Partition}'", {"Fn::Sub": "arn:${AWS::Partition}"}),
        ("!Select [0, !GetAZs '']", {"Fn::Select": [0, {"Fn::GetAZs": ""}]}),
        ("!FindInMap [A, b, c]", {"Fn::FindInMap": ["A", "b", "c"]}),
        ("!If [A, !Ref B, !Ref 'AWS::NoValue']", {"Fn::If": ["A", {"Ref": "B"}, {"Ref": "AWS::NoValue"}]}),
        ("!Transform {Name: 'AWS::Include'}", {"Fn::Transform": {"Name": "AWS::Include"}}),
        ("!Base64 5", {"Fn::Base64": "5"}),
    ],
)
def test_short_tags_have_their_long_form(short: str, long: object) -> None:
    assert parse_yaml(f"key: {short}", cloudformation_tags=True) == {"key": long}
    with pytest.raises(UnreadableInput, match=r"the tag !\w+ is not supported at line 1, column 6"):
        parse_yaml(f"key: {short}")


def test_anchors_aliases_and_merge_keys_stand_for_their_values() -> None:
    text = """
    small: &small {cpu: 256, memory: 512}
    named: &named !Ref Image
    web: {<<: *small, memory: 1024}
    worker: {<<: [{cpu: 1}, *small], image: *named}
    quoted: {"<<": 5}
    list: [*small]
    """
    assert parse_yaml(text, cloudformation_tags=True) == {
        "small": {"cpu": 256, "memory": 512},
        "named": {"Ref": "Image"},
        "web": {"cpu": 256, "memory": 1024},
        "worker": {"cpu": 1, "memory": 512, "image": {"Ref": "Image"}},
        "quoted": {"<<": 5},
        "list": [{"cpu": 256, "memory": 512}],
    }


def test_every_value_has_its_line() -> None:
    document = parse_yaml_with_lines(
        """one: &one
  a: 1
  b:
    - x
    - y
two:
  <<: *one
  c: *one
three: !Join
  - ","
  - [a/b: 1]
""",
        cloudformation_tags=True,
    )
    lines = {
        "": 1,
        "/one": 1,
        "/one/b": 3,
        "/one/b/1": 5,
        "/two/a": 7,
        "/two/c": 8,
        "/two/c/b/1": 8,
        "/two/absent/3": 6,
        "/three": 9,
        "/three/Fn::Join/0": 10,
        "/three/Fn::Join/1/0/a~1b": 11,
    }
    assert {place: document.line_of(place) for place in lines} == lines


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\nb: 2\na: 3", "the key 'a' is in one mapping twice at line 3, column 1"),
        ("a: {<<: {}, <<: {}}", "the key '<<' is in one mapping twice at line 1, column 13"),
        ("a: 1\nb: *c", "no anchor before the alias \\*c has its name at line 2, column 4"),
        ("a: &a [1, *a]", "the alias \\*a is inside the value that it stands for at line 1, column 11"),
        ("? [1]\n: 2", "a key must be text at line 1, column 3"),
        ("!Ref a: 2", "the tag !Ref on a key is not supported at line 1, column 1"),
        ("a: &a 1\n*a : 2", "a key must be text at line 2, column 1"),
        ("a:\n  <<: 5", r"a merge key \(<<\) must have a mapping or a list of mappings at line 2"),
        ("a: !!python/object/apply:os.getcwd []", "the tag tag:yaml.org,2002:python/object/apply:os.getcwd is not"),
        ("a: !!binary aGk=", "the tag tag:yaml.org,2002:binary is not supported at line 1, column 4"),
        ("a: !!map 5", "the tag tag:yaml.org,2002:map is not supported"),
        ("a: 1\n---\nb: 2", "the text holds more than one YAML document at line 2, column 1"),
        ("a: b: c", "the document is not YAML: .* at line 1, column 5"),
        ("a:\n\t- 1", "the document is not YAML: .* at line 2, column 1"),
        ("a: 1\nbc: \x00", r"the character U\+0000 is not allowed at line 2, column 5"),
        ("a: \ud800", r"the character U\+D800 is not allowed at line 1, column 4"),
        ('a: "\\UFFFFFFFF"', "the document is not YAML"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(text: str, fault: str) -> None:
    with pytest.raises(UnreadableInput, match=fault):
        parse_yaml(text, cloudformation_tags=True)


def test_an_empty_text_has_no_value() -> None:
    assert parse_yaml("") is None
    assert parse_yaml("# a comment\n") is None
