"""CloudFormation and SAM templates to an estate; `cdk.cdk_estate` does the same for a cdk.out folder."""

import posixpath
from collections import Counter
from collections.abc import Sequence

from ecsquote.errors import UnreadableInput
from ecsquote.inputs.cloudformation.exports import Exports
from ecsquote.inputs.cloudformation.nested import TemplateFiles
from ecsquote.inputs.cloudformation.stack import ROOT_HINT, Reading, Stack, StackPlace, TemplateNotes
from ecsquote.inputs.cloudformation.stack_parameters import StackIdentity
from ecsquote.inputs.cloudformation.values import Work
from ecsquote.inputs.decoding import Document
from ecsquote.inputs.estate.resources import Estate, SourceNote
from ecsquote.inputs.parameters import ReadingParameters

TOO_DEEP = "the template's values, conditions and stacks refer to each other too deeply"
_PSEUDO = "AWS::"


def template_estate(documents: Sequence[Document], parameters: ReadingParameters) -> Estate:
    """The estate of all templates among the documents; other documents are passed over.

    Sources are logical ids. A template that another one nests is read there, below the id of its stack (`Network/Vpc`);
    several templates that stand alone are stacks named for their files (`network/Vpc`), which can import each other's
    exports. Values that AWS decides when a stack is made are `Reference` or `Unresolved`. Resources whose condition is
    false are not in it; those whose condition is not known are, and `assumed` says so. Raises InputError over a bound.
    """
    try:
        reading = reading_of(documents, parameters)
        roots = _roots(_stacks(reading.files.templates, parameters, reading))
        if len(roots) < len(reading.files.templates):  # read anew, so that nothing of the nested ones is kept
            reading = reading_of(documents, parameters)
            roots = _stacks([root.place.file for root in roots], parameters, reading)
        return stacks_estate(roots, parameters, reading)
    except RecursionError:
        raise UnreadableInput(TOO_DEEP) from None


def reading_of(documents: Sequence[Document], parameters: ReadingParameters) -> Reading:
    """What the stacks of one reading share."""
    return Reading(TemplateFiles(documents, parameters.nested), Exports(), TemplateNotes(), Work())


def stacks_estate(roots: Sequence[Stack], parameters: ReadingParameters, reading: Reading) -> Estate:
    """The estate of stacks that no other nests."""
    for stack in roots:
        reading.exports.add(stack, stack.place.region)
    for root in roots:
        for stack in root.stacks():
            if stack is not root:
                reading.exports.add(stack, stack.place.region)
    resources = tuple(resource for stack in roots for resource in stack.resources())
    notes = reading.notes
    taken = {name for stack in roots for name in stack.parameter_names}
    for name in parameters.values:
        if name not in taken and not name.startswith(_PSEUDO):
            notes.warnings.append(SourceNote(name, "no template has a parameter of this name"))
    return Estate(
        resources=resources,
        assumed=tuple(notes.assumed),
        warnings=tuple(notes.warnings),
        faults=tuple(notes.faults),
        unknown=tuple(notes.unknown),
    )


def _roots(stacks: Sequence[Stack]) -> Sequence[Stack]:
    """The stacks whose templates no other nests; all of them where they nest each other in a circle."""
    nested = {inner.place.file.name for stack in stacks for inner in stack.stacks() if inner is not stack}
    return [stack for stack in stacks if stack.place.file.name not in nested] or stacks


def _stacks(files: Sequence[Document], parameters: ReadingParameters, reading: Reading) -> list[Stack]:
    """A stack for each template, named for its file; sources begin with the name where there are several."""
    stems = [posixpath.splitext(file.name)[0] for file in files]
    names = Counter(name for stem in stems for name in {stem, posixpath.basename(stem)})
    region = parameters.region or parameters.fallback_region
    stacks = []
    for file, stem in zip(files, stems, strict=True):
        name = posixpath.basename(stem)
        source = next((each for each in (name, stem) if names[each] == 1), file.name)
        prefix = "" if len(files) == 1 else f"{source}/"
        place = StackPlace(file=file, identity=StackIdentity(name, region), prefix=prefix)
        stacks.append(Stack(place, parameters.values, ROOT_HINT, reading))
    return stacks
