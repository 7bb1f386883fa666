"""Which communes an event left, so that who follows one of them is told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "eventleft",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("insee", sa.String(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.PrimaryKeyConstraint("event_id", "insee"),
    )
    op.create_index("ix_eventleft_insee_change", "eventleft", ["insee", "change"])


def downgrade() -> None:
    op.drop_table("eventleft")
