"""The table of quotes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "quotes",
        sa.Column("sequence", sequence, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("catalog_version", sa.Text(), nullable=False),
        sa.Column("launch_option", sa.Text()),
        sa.Column("monthly", sa.Text()),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.String(64)),
        sa.Column("idempotency_key_hash", sa.String(64)),
    )
    op.create_index("quotes_id", "quotes", ["id"], unique=True)
    keyed = sa.text("idempotency_key_hash IS NOT NULL")
    op.create_index(
        "quotes_idempotency_key_hash",
        "quotes",
        ["idempotency_key_hash"],
        unique=True,
        sqlite_where=keyed,
        postgresql_where=keyed,
    )


def downgrade() -> None:
    """Drop the table with every quote in it."""
    op.drop_table("quotes")
