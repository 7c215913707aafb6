"""Price tables in a documented layout, made into catalog versions; for the first catalog and for private rates."""

from ecsquote.pricing.tables.importing import import_tables
from ecsquote.pricing.tables.layout import LAYOUT

__all__ = ["LAYOUT", "import_tables"]
