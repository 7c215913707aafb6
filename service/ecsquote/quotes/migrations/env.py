"""What Alembic runs for every migration; the store passes its open connection."""

from alembic import context
from sqlalchemy import Connection

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection)
context.run_migrations()
