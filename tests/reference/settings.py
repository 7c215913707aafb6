"""docs/settings.md: every setting with its default, read from the settings class."""

from pydantic.fields import FieldInfo

from ecsquote.client.transport import API_KEY_VARIABLE
from ecsquote.settings import PREFIX, SETTINGS_FILE_VARIABLE, Settings
from reference.markdown import page, sentence, table

INTRODUCTION = f"""
# Settings

All settings are optional. Set them as environment variables, or under the same names in a TOML file:
`settings.toml` in the per-user configuration folder (on Linux `~/.config/ecsquote/settings.toml`), or the file that
`{SETTINGS_FILE_VARIABLE}` names. An environment variable overrides the file. An unknown name or a wrong value is an
error that names the setting; the value is not printed, because it can hold a password.
"""
CLIENT_ROW = (
    f"`{API_KEY_VARIABLE}`",
    "none",
    "Key that the Python client sends; read from the environment only.",
)
FILE_ROW = (
    f"`{SETTINGS_FILE_VARIABLE}`",
    "`settings.toml` in the configuration folder",
    "The file that holds settings.",
)


def settings_page() -> str:
    """The page, whole."""
    rows = [row(name, field) for name, field in Settings.model_fields.items()]
    return page(INTRODUCTION, table(("Setting", "Default", "Meaning"), [*rows, CLIENT_ROW, FILE_ROW]))


def row(name: str, field: FieldInfo) -> tuple[str, str, str]:
    """A setting: its variable, its default and what it means."""
    meaning, _, default = (field.description or "").partition("; default: ")
    if not default:
        default = "none" if field.default is None else f"`{shown(field.default)}`"
    return f"`{PREFIX}{name.upper()}`", default, sentence(meaning)


def shown(value: object) -> str:
    """A default as people read it: long numbers in groups of three digits."""
    return f"{value:,}" if isinstance(value, int) and value >= 100_000 else str(value)
