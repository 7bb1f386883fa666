"""Selections that were given a name."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "savedfeed",
        sa.Column("token", text(), nullable=False),
        sa.Column("key_digest", text(), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", text(), nullable=False),
        sa.Column("created", moment(), nullable=False),
        sa.Column("changed", moment(), nullable=False),
        sa.Column("deleted_at", moment(), nullable=True),
        sa.PrimaryKeyConstraint("token"),
    )


def downgrade() -> None:
    op.drop_table("savedfeed")
