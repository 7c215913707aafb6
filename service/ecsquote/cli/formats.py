"""The formats of `ecsquote quote`, which its help names before anything that writes them is imported."""

FORMATS = ("table", "json", "csv", "markdown", "focus", "xlsx")
WORKBOOK = "xlsx"
FOR_PEOPLE = ("table", "markdown")
