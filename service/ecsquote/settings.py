"""Every setting: its name, its default and one line about it; read from the environment and one settings file."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from ecsquote.errors import Fault, InputError, StoreError

PREFIX = "ECSQUOTE_"
SETTINGS_FILE_VARIABLE = "ECSQUOTE_SETTINGS_FILE"


def _default_data_dir() -> Path:
    return platformdirs.user_data_path("ecsquote", appauthor=False)


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("must be an http:// or https:// address with a host, without user or query")
    return url


def _catalog_address(catalog: str) -> str:
    if "://" in catalog and not catalog.startswith(OBJECT_STORAGE):
        raise ValueError(f"must be a folder or an {OBJECT_STORAGE} address")
    return catalog


def _sha256(text: SecretStr) -> SecretStr:
    if not re.fullmatch("[0-9a-f]{64}", text.get_secret_value()):
        raise ValueError("must be a SHA-256 in 64 lower-case hexadecimal digits")
    return text


def _host_names(text: str) -> str:
    if not all(re.fullmatch(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:]+", name.strip()) for name in text.split(",")):
        raise ValueError("must be host names or addresses without ports, separated by commas")
    return text


def _issuer_address(url: str, info: ValidationInfo) -> str:
    parts = urlsplit(_web_address(url))
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError("must be an https:// address; http:// is taken on this machine alone")
    if not info.data.get("oidc_audience"):
        raise ValueError(f"needs {PREFIX}OIDC_AUDIENCE, so that no token for another service is taken")
    return url


_RATE = r"^[1-9][0-9]{0,8}/(second|minute|hour)$"
WebAddress = Annotated[str, AfterValidator(_web_address)]
OBJECT_STORAGE = "s3://"


class Settings(BaseSettings):
    """All settings; each is the environment variable of its name in capitals after ECSQUOTE_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data_dir: Path = Field(
        default_factory=_default_data_dir,
        description="folder of catalog versions and the SQLite file; default: a per-user data folder",
    )
    catalog: Annotated[str, AfterValidator(_catalog_address)] | None = Field(
        None, description="folder or s3:// address of catalog versions; default: catalog in the data folder"
    )
    database_url: SecretStr | None = Field(
        None,
        description="database of quotes, sqlite: or postgresql:; default: quotes.sqlite3 in the data folder",
    )
    host: str = Field(
        "127.0.0.1",
        description="address that the server listens on; the default accepts connections from this machine only",
    )
    port: Annotated[int, Field(ge=0, le=65_535)] = Field(8000, description="port that the server listens on")
    price_list_url: WebAddress = Field(
        "https://pricing.us-east-1.amazonaws.com", description="base of AWS's bulk Price List"
    )
    fargate_spot_url: WebAddress = Field(
        "https://dftu77xade0tc.cloudfront.net/fargate-spot-prices.json", description="AWS's Fargate Spot price feed"
    )
    spot_advisor_url: WebAddress = Field(
        "https://spot-bid-advisor.s3.amazonaws.com/spot-advisor-data.json", description="AWS's Spot advisor feed"
    )
    plan_prices_url: WebAddress = Field(
        "https://b0.p.awsstatic.com", description="base of AWS's price maps of Savings Plans"
    )
    refresh_hours: Annotated[float, Field(ge=0, le=8760)] = Field(
        0, description="age in hours at which a server refreshes its catalog; 0: never"
    )
    stale_days: Annotated[int, Field(ge=1, le=36_500)] = Field(
        45, description="age in days beyond which a quote reports its prices as old"
    )
    admin_key_hash: Annotated[SecretStr, AfterValidator(_sha256)] | None = Field(
        None,
        description="SHA-256 in hexadecimal of a key of scope admin, for a server that starts with a key; "
        "`ecsquote keys` makes all others",
    )
    oidc_audience: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="audience that tokens of the identity provider must be for"
    )
    oidc_issuer: Annotated[str, AfterValidator(_issuer_address)] | None = Field(
        None,
        description="OpenID Connect issuer whose tokens are taken like keys, https://, or http:// on this machine",
    )
    oidc_scope_claim: Annotated[str, Field(min_length=1)] = Field(
        "scope", description="claim of a token that holds read, quote or admin: a text with spaces, or a list"
    )
    oidc_client_id: Annotated[str, Field(min_length=1)] | None = Field(
        None,
        description="client of the issuer with which people sign in on the dashboard; default: by key alone",
    )
    allowed_hosts: Annotated[str, AfterValidator(_host_names)] | None = Field(
        None,
        description="names, separated by commas, under which the server answers besides localhost and loopback "
        "addresses; default: these alone without keys, any name with keys",
    )
    rate: Annotated[str, Field(pattern=_RATE)] = Field(
        "600/minute", description="maximum number of requests of each key, per second, minute or hour and replica"
    )
    batch_rate: Annotated[str, Field(pattern=_RATE)] = Field(
        "60000/minute", description="maximum number of batch lines of each key, likewise"
    )
    max_body_bytes: Annotated[int, Field(ge=1024, le=1 << 30)] = Field(
        5 * 1024 * 1024, description="largest request body, and largest line of a batch, in bytes"
    )
    max_batch_bytes: Annotated[int, Field(ge=1024, le=1 << 40)] = Field(
        1024 * 1024 * 1024, description="largest body of a batch, in bytes; it is stored on disk, not in memory"
    )
    upload_mib: Annotated[int, Field(ge=1, le=1 << 20)] = Field(
        256, description="largest upload of cost exports, in MiB; it is stored on disk, not in memory"
    )
    max_regions: Annotated[int, Field(ge=1, le=200)] = Field(60, description="maximum number of Regions per comparison")
    quote_seconds: Annotated[float, Field(gt=0, le=3600)] = Field(
        20,
        description="time in seconds after which the search for a quote, a batch line or a Region ends with the best "
        "fleet found by then",
    )
    search_processes: Annotated[int, Field(ge=0, le=256)] = Field(
        0, description="processes for large fleet searches; 0: one less than the cores, at least one"
    )
    search_queue: Annotated[int, Field(ge=0, le=10_000)] = Field(
        32, description="large searches that may wait for a process; a request beyond them is answered with status 503"
    )
    search_memory_mib: Annotated[int, Field(ge=256, le=1 << 20)] = Field(
        2048, description="most memory of one of these processes, in MiB"
    )
    quote_threads: Annotated[int, Field(ge=1, le=256)] = Field(
        4, description="maximum number of small fleet searches and other work that run at once in threads"
    )
    retention_days: Annotated[int, Field(ge=1, le=36_500)] | None = Field(
        None, description="age in days beyond which a server deletes quotes; default: they are kept"
    )
    log_format: Annotated[str, Field(pattern="^(text|json)$")] = Field(
        "text", description="text, or json for one object per line of the log"
    )
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR"
    )

    @property
    def catalog_location(self) -> str:
        """Where catalog versions are: a folder or an s3:// address."""
        return self.catalog or str(self.data_dir / "catalog")

    @property
    def catalog_in_object_storage(self) -> bool:
        """Whether catalog versions are in object storage, not in a folder."""
        return self.catalog_location.startswith(OBJECT_STORAGE)

    @property
    def database_location(self) -> str:
        """The database address, with its password: never print it."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'quotes.sqlite3'}"

    def make_data_dir(self) -> None:
        """Create the data folder for this user alone; the default one is closed to others if it exists.

        A folder that a setting names may be shared on purpose: its mode stays. Raises StoreError.
        """
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.data_dir == _default_data_dir() and self.data_dir.stat().st_mode & 0o077:
                self.data_dir.chmod(0o700)
        except OSError as error:
            raise StoreError(f"the data folder cannot be used: {error.strerror}: {self.data_dir}") from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic-settings' own
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the program passes comes first, then the environment, then the settings file."""
        return init_settings, env_settings, _SettingsFile(settings_cls)


class _SettingsFile(PydanticBaseSettingsSource):
    """A TOML file that holds the same names as the environment."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - as above
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        path = settings_file()
        values = _read_toml(path)
        names = {PREFIX + name.upper(): name for name in self.settings_cls.model_fields}
        if unknown := sorted(values.keys() - names.keys()):
            raise InputError(f"{path}: unknown setting {', '.join(unknown)}; known: {', '.join(sorted(names))}")
        return {names[name]: value for name, value in values.items()}


def settings_file() -> Path:
    """The settings file: ECSQUOTE_SETTINGS_FILE, else settings.toml in the per-user configuration folder."""
    if chosen := os.environ.get(SETTINGS_FILE_VARIABLE):
        return Path(chosen)
    return platformdirs.user_config_path("ecsquote", appauthor=False) / "settings.toml"


def _read_toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if SETTINGS_FILE_VARIABLE in os.environ:
            raise InputError(f"{SETTINGS_FILE_VARIABLE} names {path}, which does not exist") from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path} cannot be read as TOML: {error}") from None


def load_settings() -> Settings:
    """The settings of this process; InputError names every wrong one, and no value (one may hold a password)."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [
            Fault(f"/{PREFIX}{str(fault['loc'][0]).upper()}", fault["msg"])
            for fault in error.errors(include_input=False, include_url=False)
        ]
        summary = "; ".join(f"{fault.pointer[1:]}: {fault.message}" for fault in faults)
        raise InputError(f"settings: {summary}", faults) from None
