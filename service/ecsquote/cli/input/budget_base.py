"""What workloads are compared with: another file, the same file at a git revision, a kept quote, or older prices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from ecsquote.budgets.workloads import NO_BASE, Absent, CheckedWorkload, PricedQuote, Side, Unpriced
from ecsquote.cli.failures import SeveralFailures
from ecsquote.cli.input.budget_inputs import WorkloadReader, names_of
from ecsquote.cli.input.git_revision import read_at_revision
from ecsquote.cli.input.kept_quotes import is_quote_id, kept_quote
from ecsquote.errors import CatalogError, EcsquoteError, InputError
from ecsquote.inputs.files import STANDARD_INPUT, read_files
from ecsquote.inputs.source_file import SourceFile

Files = tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True)
class BaseChoice:
    """What the command line names as the base; nothing: there is none."""

    names: tuple[str, ...] = ()
    """Files, or ids of kept quotes."""
    revision: str | None = None
    catalog_version: str | None = None

    def workloads(self, files: Sequence[str], reader: WorkloadReader) -> list[CheckedWorkload]:
        """Every file priced as it is and as it was; SeveralFailures names each file that is wrong."""
        self._check(files)
        failures: dict[str, EcsquoteError] = {}
        found: list[CheckedWorkload] = []
        bases = self._read_bases(reader)
        for file in dict.fromkeys(files):
            try:
                found.append(self._one(file, reader, bases, alone=len(files) == 1))
            except CatalogError:
                raise
            except EcsquoteError as error:
                failures[file] = error
        failures |= {file: InputError("is the base of none of the workloads: none has its name") for file in bases}
        if failures:
            raise SeveralFailures(failures)
        return _with_names_of_their_own(found)

    def _check(self, files: Sequence[str]) -> None:
        if self.names and self.revision:
            raise click.UsageError("--base and --base-ref exclude each other: give one base")
        if self._quote_id and (len(set(files)) > 1 or len(self.names) > 1 or self.catalog_version):
            raise click.UsageError("a kept quote as --base goes with one FILE, and without --base-catalog")
        if [*files, *self.names].count(STANDARD_INPUT) > 1:
            raise click.UsageError("standard input can be read once; name a file for the other")
        if self.revision and STANDARD_INPUT in files:
            raise click.UsageError("--base-ref needs files: standard input has no earlier revision")

    @property
    def _quote_id(self) -> str | None:
        """The name that is the id of a kept quote."""
        return next(filter(is_quote_id, self.names), None)

    def _read_bases(self, reader: WorkloadReader) -> dict[str, Files]:
        texts: dict[str, Files] = {}
        failures: dict[str, EcsquoteError] = {}
        for file in () if self._quote_id else self.names:
            try:
                texts[file] = read_files(file)
                reader.request(texts[file])
            except EcsquoteError as error:
                failures[file] = error
        if failures:
            raise SeveralFailures(failures)
        return texts

    def _one(self, file: str, reader: WorkloadReader, bases: dict[str, Files], *, alone: bool) -> CheckedWorkload:
        then = None if self.revision is None else _at_revision(self.revision, file)
        if then is not None and not Path(file).exists():
            names = names_of(_document_or_nothing(then, file, reader), file)
            return CheckedWorkload(names, Absent(), self._then(then, file, reader))
        request = reader.request(read_files(file))
        names = names_of(request.document, file)
        head = reader.price(request, names)
        if self.revision is not None:
            return CheckedWorkload(names, head, Absent() if then is None else self._then(then, file, reader))
        if self._quote_id is not None:
            return CheckedWorkload(names, head, _kept_quote(self._quote_id, reader))
        if self.names:
            return CheckedWorkload(names, head, self._from_file(names, reader, bases, alone=alone))
        if self.catalog_version is not None:
            return CheckedWorkload(names, head, reader.price(request, names, self.catalog_version))
        return CheckedWorkload(names, head, NO_BASE)

    def _then(self, text: bytes, file: str, reader: WorkloadReader) -> Side:
        """A base that cannot be priced is unpriced: the change is not at fault."""
        try:
            request = reader.request((SourceFile(file, text),))
            return reader.price(request, names_of(request.document, file), self.catalog_version)
        except CatalogError:
            raise
        except EcsquoteError as error:
            return Unpriced(f"at {self.revision} it cannot be priced: {_first_words(error)}")

    def _from_file(self, names: Sequence[str], reader: WorkloadReader, bases: dict[str, Files], *, alone: bool) -> Side:
        """The base file of the workload's name, or the only one of the only workload; it is taken out of `bases`."""
        named = {file: names_of(reader.request(files).document, file)[0] for file, files in bases.items()}
        found = list(bases) if alone and len(self.names) == 1 else [file for file in bases if named[file] == names[0]]
        if not found:
            return Absent()
        if len(found) > 1:
            raise InputError(f"{' and '.join(found)} have its name {names[0]}: give one base")
        files = bases.pop(found[0])
        try:
            return reader.price(reader.request(files), names, self.catalog_version)
        except CatalogError:
            raise
        except EcsquoteError as error:
            raise SeveralFailures({found[0]: error}) from None


def _at_revision(revision: str, file: str) -> bytes | None:
    """The file as it was, even where its folder is gone; None where it was not there."""
    path = Path(file).absolute()
    folder = next(parent for parent in path.parents if parent.is_dir())
    return read_at_revision(revision, f"./{path.relative_to(folder).as_posix()}", folder)


def _document_or_nothing(text: bytes, file: str, reader: WorkloadReader) -> dict[str, object]:
    try:
        return reader.request((SourceFile(file, text),)).document
    except InputError:
        return {}


def _kept_quote(quote_id: str, reader: WorkloadReader) -> PricedQuote:
    try:
        return PricedQuote.of(kept_quote(quote_id, reader.settings))
    except ValueError as error:
        raise InputError(str(error)) from None


def _first_words(error: EcsquoteError) -> str:
    if isinstance(error, InputError) and error.faults:
        fault = error.faults[0]
        return f"{fault.pointer or '/'}: {fault.message}"
    return str(error)


def _with_names_of_their_own(workloads: Sequence[CheckedWorkload]) -> list[CheckedWorkload]:
    """Workloads of one name are shown by their files' paths."""
    shown = [workload.name for workload in workloads]
    return [
        workload
        if shown.count(workload.name) == 1
        else replace(workload, names=tuple(dict.fromkeys((workload.names[-1], *workload.names))))
        for workload in workloads
    ]
