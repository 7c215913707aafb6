"""The answers of /v1/catalogs: a version of the price catalog, where its rows come from, and what changed."""

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class SourceRow(BaseModel):
    """Where rows were read, and the oldest and newest day they were read on."""

    source: str
    rows: int
    oldest: str
    newest: str
    age_days: int = Field(description="whole days since the newest was read")


class LeftOutRows(BaseModel):
    """Rows of a table that a rule of the layout left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    reason: str
    rows: int


class CatalogRow(BaseModel):
    """One version of the price catalog."""

    version: str
    current: bool = Field(description="true for the version that quotes use unless they name another")
    published_at: AwareDatetime
    rows_by_service: dict[str, int]
    rows_by_region: dict[str, int]
    sources: list[SourceRow]
    left_out: list[LeftOutRows] = Field(description="rows of a source that a rule left out, and why")
    warnings: list[str]


class PartRow(BaseModel):
    """One service in one Region as it was read from AWS."""

    source: str
    service_code: str
    region: str
    version: str | None = Field(description="AWS's name of the version that was read; null if it has none")
    published_at: str
    read_at: AwareDatetime
    checked_at: AwareDatetime | None = Field(description="when AWS last confirmed that this is the current version")
    rows: int
    age_days: int = Field(description="whole days since it was read")


class CatalogDetail(CatalogRow):
    """One version with its provenance."""

    ages_days: dict[str, int] = Field(description="service code: days since its oldest part was read from AWS")
    parts: list[PartRow] = Field(description="empty for a version that was not refreshed from AWS")


class ChangedPrice(BaseModel):
    """A price that changed."""

    region: str
    meter: str
    old: str
    new: str
    percent: str | None = Field(description="null where the old price is 0")


class PriceOnOneSide(BaseModel):
    """A price of one version only."""

    region: str
    meter: str


class CatalogDiff(BaseModel):
    """What is different in `after`, biggest change first."""

    before: str
    after: str
    counts: dict[str, int] = Field(description="the length of each list without `limit`")
    rose: list[ChangedPrice]
    fell: list[ChangedPrice]
    came: list[PriceOnOneSide]
    went: list[PriceOnOneSide]
    types_came: dict[str, list[str]] = Field(description="Region: instance types on sale in `after` only")
    types_went: dict[str, list[str]]
