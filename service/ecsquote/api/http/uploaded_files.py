"""Uploaded workload files: one as the body, several in a form, or a zip of them."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from ecsquote.api.http.request_bodies import content_type, read_body
from ecsquote.errors import InputError, UnreadableInput
from ecsquote.inputs.archive import is_zip, relative_name, unzipped
from ecsquote.inputs.decoding import MAX_BYTES
from ecsquote.inputs.source_file import SourceFile
from ecsquote.inputs.template_parameters import read_parameters

MAX_FORM_FILES = 1_000
_BODY = "body"


@dataclass(frozen=True, slots=True)
class UploadedFiles:
    """The files of a request, and the template parameters in its `parameters` part."""

    files: tuple[SourceFile, ...]
    parameters: Mapping[str, str] = field(default_factory=dict)


async def read_uploaded_files(request: Request) -> UploadedFiles:
    """The files that a request carries, whatever type it declares; raises InputError or InputTooLarge."""
    body = await read_body(request, MAX_BYTES)
    if content_type(request) == "multipart/form-data":
        return await _form(request, body)
    return UploadedFiles(_unpacked(SourceFile(_BODY, body)))


def _unpacked(file: SourceFile) -> tuple[SourceFile, ...]:
    return unzipped(file.content) if is_zip(file.content) else (file,)


async def _form(request: Request, body: bytes) -> UploadedFiles:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await MultiPartParser(
            request.headers, stream(), max_files=MAX_FORM_FILES, max_part_size=MAX_BYTES
        ).parse()
    except (MultiPartException, HTTPException) as error:
        raise UnreadableInput(f"the form cannot be read: {getattr(error, 'message', 'malformed')}") from None
    files: list[SourceFile] = []
    parameters: Mapping[str, str] = {}
    try:
        for name, part in form.multi_items():
            content = await part.read() if isinstance(part, UploadFile) else part.encode()
            if name == "parameters":
                parameters = read_parameters(SourceFile("parameters", content))
            elif name == "file":
                title = part.filename if isinstance(part, UploadFile) and part.filename else _BODY
                files += _unpacked(SourceFile(relative_name(title), content))
            else:
                raise InputError(f"the form has a part {name[:100]!r}; it takes file (repeated) and parameters")
    finally:
        await form.close()
    if not files:
        raise InputError("the form has no part named file")
    return UploadedFiles(tuple(files), parameters)
