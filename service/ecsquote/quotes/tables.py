"""The tables of the database of quotes: kept quotes, and the keys that callers present."""

import sqlalchemy as sa

_KEYED = sa.text("idempotency_key_hash IS NOT NULL")
METADATA = sa.MetaData()
QUOTES = sa.Table(
    "quotes",
    METADATA,
    sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
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
    sa.Column("owner", sa.Text()),
    sa.Index("quotes_id", "id", unique=True),
    sa.Index(
        "quotes_idempotency_key_hash", "idempotency_key_hash", unique=True, sqlite_where=_KEYED, postgresql_where=_KEYED
    ),
    sa.Index("quotes_owner", "owner", "sequence"),
)
KEYS = sa.Table(
    "access_keys",
    METADATA,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("scope", sa.String(8), nullable=False),
    sa.Column("key_hash", sa.String(64), nullable=False),
    sa.Column("created_at", sa.String(27), nullable=False),
    sa.Column("expires_at", sa.String(27)),
    sa.Column("revoked_at", sa.String(27)),
    sa.Index("access_keys_name", "name", unique=True),
    sa.Index("access_keys_key_hash", "key_hash", unique=True),
)
