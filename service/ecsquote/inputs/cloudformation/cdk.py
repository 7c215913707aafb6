"""The folder cdk.out to an estate: its manifest names the stacks, their templates, accounts and Regions.

Source: https://docs.aws.amazon.com/cdk/v2/guide/deploy.html, "How CDK deployments work", and the schema of the package
@aws-cdk/cloud-assembly-schema.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ecsquote.errors import UnreadableInput
from ecsquote.inputs.cloudformation.stack import ROOT_HINT, Reading, Stack, StackPlace
from ecsquote.inputs.cloudformation.stack_parameters import StackIdentity
from ecsquote.inputs.cloudformation.template import TOO_DEEP, reading_of, stacks_estate
from ecsquote.inputs.decoding import Document
from ecsquote.inputs.estate.resources import Estate, SourceNote
from ecsquote.inputs.parameters import ReadingParameters

_MANIFEST = "manifest.json"
_ENVIRONMENT = re.compile(r"aws://(?P<account>[0-9]{12}|unknown-account)/(?P<region>[a-z0-9-]+)")
_UNKNOWN_REGION = "unknown-region"
_UNKNOWN_ACCOUNT = "unknown-account"
_MAX_ASSEMBLIES = 20
"""One in another: a stage of an app is an assembly inside another."""


@dataclass(frozen=True, slots=True)
class _Artifact:
    """A stack of the manifest."""

    key: str
    """The name that is unique in the folder."""
    shown: str
    """The name that `cdk list` shows."""
    file: str
    stack_name: str
    environment: str
    parameters: Mapping[str, object]


def cdk_estate(documents: Sequence[Document], parameters: ReadingParameters) -> Estate:
    """The estate of all stacks that a cdk.out folder holds; sources are `Stack/LogicalId`.

    `documents`: those of the folder's JSON files. Resources have their stack's Region where the app gives one; imports
    of another stack's exports lead to its resources. Raises InputError without a manifest and over a bound.
    """
    manifests = {document.name: document for document in documents if _is_manifest(document)}
    if not manifests:
        raise UnreadableInput(f"a cdk.out folder has a {_MANIFEST}, which is missing")
    root = min(manifests, key=lambda name: (posixpath.normpath(name).count("/"), name))
    reading = reading_of(documents, parameters)
    try:
        artifacts = list(_artifacts(manifests, root, reading))
        count = Counter(artifact.shown for artifact in artifacts)
        stacks = list(_stacks(artifacts, count, parameters, reading))
        return stacks_estate(stacks, parameters, reading)
    except RecursionError:
        raise UnreadableInput(TOO_DEEP) from None


def _is_manifest(document: Document) -> bool:
    value = document.value
    named = posixpath.basename(document.name) == _MANIFEST
    return named and isinstance(value, Mapping) and isinstance(value.get("artifacts"), Mapping)


def _artifacts(manifests: Mapping[str, Document], name: str, reading: Reading, depth: int = 0) -> Iterator[_Artifact]:
    """The stacks of a manifest, and of the assemblies inside it."""
    manifest = manifests.get(name)
    if manifest is None or depth > _MAX_ASSEMBLIES:
        reading.notes.unknown.append(SourceNote(name, "the stacks of this manifest are not among the files"))
        return
    if manifest.value.get("missing"):
        what = "the CDK made these templates with stand-ins for values that it had not looked up; run cdk synth again"
        reading.notes.warnings.append(SourceNote(name, what))
    folder = posixpath.dirname(name)
    for key, artifact in manifest.value["artifacts"].items():
        match artifact:
            case {"type": "aws:cloudformation:stack", "properties": {"templateFile": str(file), **properties}}:
                parameters = properties.get("parameters")
                yield _Artifact(
                    key=posixpath.join(folder, key),
                    shown=_text(artifact.get("displayName"), key),
                    file=posixpath.join(folder, file),
                    stack_name=_text(properties.get("stackName"), key),
                    environment=_text(artifact.get("environment"), ""),
                    parameters=parameters if isinstance(parameters, Mapping) else {},
                )
            case {"type": "cdk:cloud-assembly", "properties": {"directoryName": str(directory)}}:
                yield from _artifacts(manifests, posixpath.join(folder, directory, _MANIFEST), reading, depth + 1)


def _text(value: object, otherwise: str) -> str:
    return value if isinstance(value, str) and value else otherwise


def _stacks(
    artifacts: Sequence[_Artifact], count: Mapping[str, int], parameters: ReadingParameters, reading: Reading
) -> Iterator[Stack]:
    """The stacks whose templates are among the files."""
    for artifact in artifacts:
        source = artifact.shown if count[artifact.shown] == 1 else artifact.key
        file = reading.files.at(artifact.file)
        if file is None:
            reading.notes.unknown.append(SourceNote(source, f"its template {artifact.file} is not among the files"))
            continue
        environment = _ENVIRONMENT.fullmatch(artifact.environment)
        region = environment["region"] if environment and environment["region"] != _UNKNOWN_REGION else None
        account = environment["account"] if environment and environment["account"] != _UNKNOWN_ACCOUNT else None
        evaluated_in = region or parameters.region or parameters.fallback_region
        identity = StackIdentity(artifact.stack_name, evaluated_in, account)
        place = StackPlace(file=file, identity=identity, prefix=f"{source}/", region=region)
        yield Stack(place, {**artifact.parameters, **parameters.values}, ROOT_HINT, reading)
