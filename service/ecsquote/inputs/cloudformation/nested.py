"""Where a nested stack's template is: at a path next to its parent, the CDK's own, or in the folder of an address."""

import posixpath
from collections.abc import Mapping, Sequence

from ecsquote.inputs.decoding import Document

NESTED_STACK = "AWS::CloudFormation::Stack"
SAM_APPLICATION = "AWS::Serverless::Application"
LOCATIONS = {NESTED_STACK: "TemplateURL", SAM_APPLICATION: "Location"}
"""Types whose resources are another template's, and the property that says where that is."""
_CDK_PATH = "aws:asset:path"


class TemplateFiles:
    """The templates among the files, by their paths."""

    def __init__(self, documents: Sequence[Document], folders: Mapping[str, str]) -> None:
        """`folders`: a folder among the files for each address that nested templates begin with."""
        self._documents = {
            posixpath.normpath(document.name): document for document in documents if isinstance(document.value, Mapping)
        }
        self._folders = folders
        self.templates = tuple(
            each for each in self._documents.values() if isinstance(each.value.get("Resources"), Mapping)
        )
        """All with resources, in the order of the files."""

    def at(self, path: str) -> Document | None:
        """The template at a path; the CDK's templates of tests have no resources."""
        return self._documents.get(posixpath.normpath(path))

    def nested(self, parent: str, location: str, metadata: object) -> Document | None:
        """The template that a stack in the file `parent` names; None where it is not among the files."""
        own_path = metadata.get(_CDK_PATH) if isinstance(metadata, Mapping) else None
        if isinstance(own_path, str):
            return self._next_to(parent, own_path)
        address = location.partition("?")[0]
        for beginning in sorted(self._folders, key=len, reverse=True):
            rest = address.removeprefix(beginning)
            if address.startswith(beginning) and (beginning.endswith("/") or rest.startswith("/")):
                return self.at(posixpath.join(self._folders[beginning], rest.lstrip("/")))
        return None if "://" in address else self._next_to(parent, address)

    def _next_to(self, parent: str, path: str) -> Document | None:
        return self.at(posixpath.join(posixpath.dirname(parent), path))
