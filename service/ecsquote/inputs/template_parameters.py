"""Files of template parameters, in each form that tools around CloudFormation write them.

Sources: https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/ (--parameter-overrides) and
https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html (template configuration)
"""

from collections.abc import Mapping
from typing import Any

from ecsquote.errors import InputError
from ecsquote.inputs.decoding import decoded
from ecsquote.inputs.source_file import SourceFile


def read_parameters(file: SourceFile) -> Mapping[str, str]:
    """The parameters in a file; InputError for one of no known form."""
    value = decoded(file).value
    if isinstance(value, dict):
        inside = value.get("Parameters", value)
        if isinstance(inside, dict):
            return {str(name): _text(one) for name, one in inside.items()}
    if isinstance(value, list):
        return dict(map(_entry, value))
    raise InputError(f"{file.name}: must hold parameters: an object, or a list as the AWS CLI takes it")


def _entry(entry: Any) -> tuple[str, str]:
    """One entry of a list: {"ParameterKey", "ParameterValue"} or NAME=VALUE."""
    if isinstance(entry, dict) and "ParameterKey" in entry:
        return str(entry["ParameterKey"]), _text(entry.get("ParameterValue", ""))
    if isinstance(entry, str) and "=" in entry:
        name, _, value = entry.partition("=")
        return name, value
    raise InputError("each parameter must be NAME=VALUE or have ParameterKey and ParameterValue")


def _text(value: Any) -> str:
    """A value as CloudFormation takes it: lists joined by commas."""
    if isinstance(value, list):
        return ",".join(map(_text, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
