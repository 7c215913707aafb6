"""From files to a workload, whatever form it has: the only way into this room.

Each form has a reader that makes an estate of its documents; the assembly makes quote requests of every estate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from posixpath import basename
from typing import TYPE_CHECKING

from ecsquote.contract.workloads import InputFormat, WorkloadReading
from ecsquote.errors import EcsquoteError, InputError, InputTooLarge, UnreadableInput
from ecsquote.inputs.decoding import MAX_BYTES, Document, decoded, looks_like_json, text_of
from ecsquote.inputs.estate.resources import Estate
from ecsquote.inputs.foreign import TAKEN, guess, guess_text, refusal
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.recognition import as_the_api_spells_it, form_of, is_manifest_of_cdk
from ecsquote.inputs.source_file import SourceFile

if TYPE_CHECKING:
    from ecsquote.inputs.assembly import Assembled

TERRAFORM_SUFFIXES = (".tf", ".tf.json", ".tofu")
CDK_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Recognized:
    """Files that make one workload, their form, and the documents in them."""

    form: InputFormat
    documents: tuple[Document, ...]
    files: tuple[SourceFile, ...]


def read_workload(
    files: Sequence[SourceFile], parameters: ReadingParameters, usage: SourceFile | None = None
) -> WorkloadReading:
    """The workload in a set of files that belong together, with what a usage file says of it.

    Raises InputError for files that hold no workload, that are over a bound, or whose Region nobody gives;
    UnreadableInput for text that is neither JSON nor YAML.
    """
    recognized = recognize(files)
    if recognized.form is InputFormat.REQUEST:
        return _request(recognized, parameters, usage)
    return assembled(recognized, parameters, usage).reading


def assembled(recognized: Recognized, parameters: ReadingParameters, usage: SourceFile | None = None) -> "Assembled":
    """The reading of files that are not a quote request, with the addresses that a usage file may name."""
    # Imported here because a request, which is what scripts send most, needs no assembly.
    from ecsquote.inputs.assembly import assemble_with_addresses  # noqa: PLC0415

    estate = estate_of(recognized, parameters)
    found = assemble_with_addresses(estate, recognized.form, parameters)
    if usage is None:
        return found
    from ecsquote.inputs.usage_file import by_address, read_usage  # noqa: PLC0415
    from ecsquote.inputs.usage_sections import with_sections  # noqa: PLC0415

    said = read_usage(usage)
    known = by_address(said, found)
    found = assemble_with_addresses(estate, recognized.form, parameters, known)
    reading = with_sections(found.reading, said.sections, found)
    return replace(found, reading=replace(reading, warnings=(*reading.warnings, *known.unused(found))))


def recognize(files: Sequence[SourceFile]) -> Recognized:
    """Find the form of a set of files by what is in them; raises InputError as `read_workload` does."""
    if sum(len(file.content) for file in files) > MAX_BYTES:
        raise InputTooLarge(f"is larger than {MAX_BYTES // 1024**2} MiB")
    if any(file.name.endswith(TERRAFORM_SUFFIXES) for file in files):
        return Recognized(InputFormat.TERRAFORM, (), tuple(files))
    documents, foreign = _documents(files)
    manifest = next((one for one in documents if basename(one.name) == CDK_MANIFEST), None)
    if manifest is not None and is_manifest_of_cdk(manifest.value):
        return Recognized(InputFormat.CDK, tuple(documents), tuple(files))
    forms = {document.name: form_of(document.value) for document in documents}
    known = [document for document in documents if forms[document.name] is not None]
    found = {form for form in forms.values() if form is not None}
    if not found:
        raise _refused(documents, foreign, files)
    if found == {InputFormat.SAM, InputFormat.CLOUDFORMATION}:  # nested templates need not say that they are SAM's
        found = {InputFormat.SAM}
    if len(found) > 1 or (found == {InputFormat.REQUEST} and len(known) > 1):
        raise InputError(_mixed(forms))
    if len(files) == 1 and foreign:
        raise foreign[files[0].name]
    return Recognized(found.pop(), tuple(known), tuple(files))


def estate_of(recognized: Recognized, parameters: ReadingParameters) -> Estate:  # noqa: PLR0911 - one for each form
    """The estate in recognized files; a form's reader is imported where the form is met."""
    documents = recognized.documents
    match recognized.form:
        case InputFormat.ECS:
            from ecsquote.inputs.ecs_documents.reader import ecs_estate  # noqa: PLC0415

            return ecs_estate(documents)
        case InputFormat.COMPOSE:
            from ecsquote.inputs.compose.reader import compose_estate  # noqa: PLC0415

            return compose_estate(documents, parameters)
        case InputFormat.COPILOT:
            from ecsquote.inputs.copilot.reader import copilot_estate  # noqa: PLC0415

            return copilot_estate(documents[0], parameters)
        case InputFormat.TERRAFORM_PLAN:
            from ecsquote.inputs.terraform.plan import plan_estate, planned_before  # noqa: PLC0415

            plan = documents[0].value
            return planned_before(plan) if parameters.before_change else plan_estate(plan, parameters)
        case InputFormat.TERRAFORM:
            from ecsquote.inputs.terraform.folder import folder_estate  # noqa: PLC0415

            return folder_estate(recognized.files, parameters)
        case InputFormat.CLOUDFORMATION | InputFormat.SAM:
            from ecsquote.inputs.cloudformation.template import template_estate  # noqa: PLC0415

            return template_estate(documents, parameters)
        case InputFormat.CDK:
            from ecsquote.inputs.cloudformation.cdk import cdk_estate  # noqa: PLC0415

            return cdk_estate(documents, parameters)
        case _:
            raise AssertionError(f"{recognized.form} has no reader")


def _documents(files: Sequence[SourceFile]) -> tuple[list[Document], dict[str, InputError]]:
    """The documents, and for each file that holds none the reason."""
    documents: list[Document] = []
    foreign: dict[str, InputError] = {}
    for file in files:
        try:
            document = decoded(file)
            documents.append(replace(document, value=as_the_api_spells_it(document.value)))
        except InputError as error:
            if isinstance(error, InputTooLarge):
                raise
            foreign[file.name] = error
            if len(files) == 1:
                raise _unreadable(file, error) from None
    return documents, foreign


def _unreadable(file: SourceFile, error: InputError) -> InputError:
    """The error of a file that is neither JSON nor YAML: what it seems to be, and what is taken."""
    try:
        text = text_of(file.content)
    except UnreadableInput as not_text:
        return UnreadableInput(f"{not_text}; taken are {TAKEN}")
    seems = guess_text(text)
    if seems is not None:
        return UnreadableInput(refusal(seems))
    if not text.strip() or looks_like_json(text):
        return error
    return UnreadableInput(f"is neither JSON nor YAML that can be read ({error}); taken are {TAKEN}")


def _refused(
    documents: Sequence[Document], foreign: Mapping[str, EcsquoteError], files: Sequence[SourceFile]
) -> InputError:
    if len(documents) + len(foreign) == 0:
        return InputError("holds no file that could be read")
    if len(documents) == 1:
        value = documents[0].value
        if isinstance(value, str):  # any text is YAML
            return UnreadableInput(refusal(guess_text(text_of(files[0].content))))
        return InputError(refusal(guess(value)))
    return InputError(refusal(None))


def _mixed(forms: Mapping[str, InputFormat | None]) -> str:
    named = "; ".join(f"{name}: {form}" for name, form in forms.items() if form is not None)
    return f"hold several workloads, which are quoted one by one: {named[:1000]}"


def _request(recognized: Recognized, parameters: ReadingParameters, usage: SourceFile | None = None) -> WorkloadReading:
    (document,) = recognized.documents
    changed = {**document.value, "region": parameters.region} if parameters.region else document.value
    reading = WorkloadReading(format=InputFormat.REQUEST, requests=(changed,))
    if usage is None:
        return reading
    from ecsquote.inputs.usage_file import read_usage, with_loads  # noqa: PLC0415
    from ecsquote.inputs.usage_sections import with_sections  # noqa: PLC0415

    said = read_usage(usage)
    return with_sections(replace(reading, requests=(with_loads(changed, said),)), said.sections)
