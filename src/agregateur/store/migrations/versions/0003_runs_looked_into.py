"""Whether a reading looked into its document: what it refused is told of the last one that did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run", sa.Column("looked_into", sa.Boolean(), server_default=sa.true(), nullable=False))
    # Of older readings it is not known; those that changed nothing and refused nothing say nothing either way.
    op.execute(
        sa.text("UPDATE run SET looked_into = :no WHERE outcome = 'unchanged' AND rejected = 0").bindparams(
            no=False
        )
    )


def downgrade() -> None:
    op.drop_column("run", "looked_into")
