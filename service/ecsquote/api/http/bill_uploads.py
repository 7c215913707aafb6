"""Uploaded cost exports: a form with the quote, the options and the files, written to disk as it arrives."""

import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from ecsquote.api.http.request_bodies import content_type
from ecsquote.counted import counted
from ecsquote.errors import Fault, InputError, InputTooLarge, UnreadableInput

QUOTE, BILL = "quote", "bill"
MAX_BILL_FILES = 1_000
MAX_FIELDS = 50
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class UploadedBill:
    """The parts of a form."""

    quote: bytes
    """A request, a quote, or the id of one."""
    files: Mapping[Path, str]
    """The exports, by the name that their owner gave them."""
    options: Mapping[str, str]


@asynccontextmanager
async def uploaded_bill(request: Request, upload_mib: int, max_quote_bytes: int) -> AsyncIterator[UploadedBill]:
    """The form of a request, its files kept until the end; InputError, or InputTooLarge beyond the limit."""
    if content_type(request) != "multipart/form-data":
        raise HTTPException(415, "send a form (multipart/form-data) with the parts quote and bill, and the options")
    limit = upload_mib * MIB
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise _too_large(upload_mib)
    form = await _form(request, limit, upload_mib, max_quote_bytes)
    try:
        with TemporaryDirectory(prefix="ecsquote-bill-") as folder:
            yield await _parts(form, Path(folder), max_quote_bytes)
    finally:
        await form.close()


def _too_large(upload_mib: int) -> InputTooLarge:
    return InputTooLarge(f"the upload is larger than {upload_mib:,} MiB; `ecsquote bill check` reads files of any size")


async def _form(request: Request, limit: int, upload_mib: int, max_quote_bytes: int) -> FormData:
    async def stream() -> AsyncGenerator[bytes, None]:
        length = 0
        async for chunk in request.stream():
            length += len(chunk)
            if length > limit:
                raise _too_large(upload_mib)
            yield chunk

    parser = MultiPartParser(
        request.headers, stream(), max_files=MAX_BILL_FILES, max_fields=MAX_FIELDS, max_part_size=max_quote_bytes
    )
    try:
        return await parser.parse()
    except (MultiPartException, HTTPException, KeyError) as error:
        raise UnreadableInput(f"the form cannot be read: {getattr(error, 'message', 'malformed')}") from None


async def _parts(form: FormData, folder: Path, max_quote_bytes: int) -> UploadedBill:
    quotes: list[bytes] = []
    files: dict[Path, str] = {}
    options: dict[str, str] = {}
    faults: list[Fault] = []
    for name, part in form.multi_items():
        if name == BILL:
            path = folder / str(len(files))
            files[path] = (part.filename if isinstance(part, UploadFile) else "") or BILL
            await anyio.to_thread.run_sync(_write, part, path)
        elif name == QUOTE:
            quotes.append(await part.read(max_quote_bytes + 1) if isinstance(part, UploadFile) else part.encode())
        elif isinstance(part, UploadFile) or name in options:
            faults.append(Fault(f"/{name[:100]}", "must be one text"))
        else:
            options[name] = part
    faults += [Fault(f"/{QUOTE}", f"is given {counted(len(quotes), 'time')}; one is required")] * (len(quotes) != 1)
    faults += [Fault(f"/{BILL}", "is required: a cost export, or several")] * (not files)
    if faults:
        raise InputError("the form is not valid", faults)
    if len(quotes[0]) > max_quote_bytes:
        raise InputTooLarge(f"the quote is larger than {counted(max_quote_bytes, 'byte')}")
    return UploadedBill(quotes[0], files, options)


def _write(part: UploadFile | str, path: Path) -> None:
    with path.open("wb") as file:
        if isinstance(part, str):
            file.write(part.encode())
        else:
            part.file.seek(0)
            shutil.copyfileobj(part.file, file)
