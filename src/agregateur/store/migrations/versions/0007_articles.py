"""What selections ask of actors and articles: categories, and of articles their genre and deadline.

Cleaning tells genre and deadline of what is stored at the next harvest (`normalise.VERSION`); until then all is news.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for kind in ("actor", "article"):
        op.create_table(
            f"{kind}category",
            sa.Column(f"{kind}_id", sa.String(), nullable=False),
            sa.Column("code", sa.String(), nullable=False),
            sa.ForeignKeyConstraint([f"{kind}_id"], [f"{kind}.id"]),
            sa.PrimaryKeyConstraint(f"{kind}_id", "code"),
        )
        op.create_index(f"ix_{kind}category_code", f"{kind}category", ["code"])
        op.create_index(f"ix_{kind}_change", kind, ["change"])
        terms = sa.Column("republication", sa.String(), server_default="signalement", nullable=False)
        op.add_column(kind, terms)
    op.add_column("article", sa.Column("genre", sa.String(), server_default="annonce", nullable=False))
    op.add_column("article", sa.Column("echeance", sa.String()))
    op.create_index("ix_article_genre_echeance", "article", ["genre", "echeance"])
    for kind in ("actor", "article"):
        _fill(op.get_bind(), kind)


def _fill(connection: sa.Connection, kind: str) -> None:
    page = sa.text(f"SELECT id, data, gone_at FROM {kind} WHERE id > :after ORDER BY id LIMIT 1000")  # noqa: S608 - our own names
    terms = sa.text(f"UPDATE {kind} SET republication = :terms WHERE id = :id")  # noqa: S608
    category = sa.text(f"INSERT INTO {kind}category ({kind}_id, code) VALUES (:id, :code)")  # noqa: S608
    after = ""
    while rows := connection.execute(page, {"after": after}).all():
        items = [(row.id, json.loads(row.data), row.gone_at is None) for row in rows]
        connection.execute(
            terms, [{"id": id, "terms": item.get("republication", "signalement")} for id, item, _ in items]
        )
        codes = [
            {"id": id, "code": code}
            for id, item, shown in items
            if shown
            for code in dict.fromkeys(item.get("categories", ()))
        ]
        if codes:
            connection.execute(category, codes)
        after = rows[-1].id


def downgrade() -> None:
    op.drop_index("ix_article_genre_echeance", table_name="article")
    for name in ("genre", "echeance", "republication"):
        op.drop_column("article", name)
    op.drop_column("actor", "republication")
    for kind in ("actor", "article"):
        op.drop_index(f"ix_{kind}_change", table_name=kind)
        op.drop_table(f"{kind}category")
