"""The formats of `ecsquote quote`, which its help names before anything that writes them is imported."""

FORMATS = ("table", "json", "csv", "markdown", "focus", "xlsx")
WORKBOOK = "xlsx"
FOR_PEOPLE = ("table", "markdown")
WITHOUT_WARNINGS = ("csv", "markdown", "focus")
"""Those that have no place for all that a quote warns of; it is told on standard error."""
