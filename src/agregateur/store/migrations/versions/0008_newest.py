"""Events in the order in which they were first seen, for `tri=nouveaute`."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_event_created_id", "event", ["created", "id"])


def downgrade() -> None:
    op.drop_index("ix_event_created_id", table_name="event")
