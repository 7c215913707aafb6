"""The steps that bring a database of quotes to today's tables, run by Alembic."""
