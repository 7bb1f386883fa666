"""What happens on some days, told by the index alone."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_occurrence_start_event", "occurrence", ["start", "event_id", "end"])
    op.create_index("ix_occurrence_insee_start_event", "occurrence", ["insee", "start", "event_id", "end"])
    op.drop_index("ix_occurrence_start", table_name="occurrence")
    op.drop_index("ix_occurrence_insee_start", table_name="occurrence")


def downgrade() -> None:
    op.create_index("ix_occurrence_start", "occurrence", ["start"])
    op.create_index("ix_occurrence_insee_start", "occurrence", ["insee", "start"])
    op.drop_index("ix_occurrence_start_event", table_name="occurrence")
    op.drop_index("ix_occurrence_insee_start_event", table_name="occurrence")
