"""parts.json in a version's folder: where each service's prices in each Region come from, and since when."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError

from ecsquote.errors import CatalogError

PARTS_FILE = "parts.json"
SPOT_SOURCES = ("fargate-spot", "ec2-spot")


class PartRecord(BaseModel):
    """One part as it was read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    source: str
    service_code: str
    region: str
    version: str | None
    etag: str | None
    published_at: str
    read_at: AwareDatetime
    rows: int
    checked_at: AwareDatetime | None = None
    """When AWS last said that this version is still the current one; None where it was not asked since."""

    @property
    def fresh_at(self) -> datetime:
        """When the rows were last known to be AWS's own."""
        return self.checked_at or self.read_at


_RECORDS = TypeAdapter(tuple[PartRecord, ...])


def read_parts(folder: Path) -> Mapping[str, PartRecord]:
    """By key; empty for a version that was not refreshed from AWS. CatalogError for a file that cannot be read."""
    try:
        text = (folder / PARTS_FILE).read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CatalogError(f"{folder / PARTS_FILE} cannot be read: {error.strerror}") from error
    try:
        return {record.key: record for record in _RECORDS.validate_json(text)}
    except ValidationError as error:
        raise CatalogError(f"{folder / PARTS_FILE} does not hold the parts of a refresh") from error


def parts_bytes(records: Iterable[PartRecord]) -> bytes:
    """The file, in the order of the keys."""
    return _RECORDS.dump_json(tuple(sorted(records, key=lambda record: record.key)), indent=1) + b"\n"
