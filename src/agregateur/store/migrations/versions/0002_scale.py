"""Items beside their groups, keys as numbers, venues counted, actors of several sources.

Candidate keys and features are made again from the items by the rebuild that `meta.rebuild` asks for.
"""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cleaned",
        sa.Column("group_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("features", sa.Text(), nullable=True),
        sa.Column("candidates", sa.LargeBinary(), nullable=False),
        sa.Column("asks", sa.LargeBinary(), nullable=False),
        sa.Column("claims", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("item", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("group_id"),
    )
    none = "x''" if op.get_bind().dialect.name == "sqlite" else "''"
    op.execute(
        "INSERT INTO cleaned (group_id, version, features, candidates, asks, claims, item)"  # noqa: S608 - no value of anybody's
        f" SELECT id, 0, NULL, {none}, {none}, NULL, item FROM uidgroup"
    )
    # Not in batches: SQLite would make the table anew, which its foreign keys forbid; it drops columns since 3.35.
    op.execute("ALTER TABLE uidgroup DROP COLUMN item")
    op.execute("ALTER TABLE uidgroup DROP COLUMN insee")
    op.execute("ALTER TABLE uidgroup ADD COLUMN records INTEGER NOT NULL DEFAULT 1")
    op.execute("UPDATE uidgroup SET records = (SELECT count(*) FROM record WHERE group_id = uidgroup.id)")
    op.drop_table("candidatekey")
    op.create_table(
        "candidatekey",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "group_id"),
        sqlite_with_rowid=False,
    )
    op.drop_table("venuekey")
    op.create_table(
        "venueask",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "group_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "venueclaim",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("insee", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "insee"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "actorsource",
        sa.Column("actor_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"]),
        sa.PrimaryKeyConstraint("actor_id", "source_id"),
    )
    op.create_index("ix_actorsource_source_id", "actorsource", ["source_id"])
    op.execute("ALTER TABLE actor ADD COLUMN members TEXT")
    op.execute(
        "INSERT INTO actorsource (actor_id, source_id) SELECT id, source_id FROM actor WHERE gone_at IS NULL"
    )
    op.execute(
        "INSERT INTO meta (key, value) SELECT 'rebuild', 'wanted' WHERE EXISTS (SELECT 1 FROM uidgroup)"
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before")
