"""The keys of callers, and the owner of each quote."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the owner to quotes, none for those that are kept, and make the table of keys."""
    op.add_column("quotes", sa.Column("owner", sa.Text()))
    op.create_index("quotes_owner", "quotes", ["owner", "sequence"])
    op.create_table(
        "access_keys",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(8), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("expires_at", sa.String(27)),
        sa.Column("revoked_at", sa.String(27)),
    )
    op.create_index("access_keys_name", "access_keys", ["name"], unique=True)
    op.create_index("access_keys_key_hash", "access_keys", ["key_hash"], unique=True)


def downgrade() -> None:
    """Drop every key and the owners of quotes."""
    op.drop_table("access_keys")
    op.drop_index("quotes_owner", "quotes")
    op.drop_column("quotes", "owner")
