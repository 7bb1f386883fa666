"""What selections ask of events: facets, points, names of organisers and venues."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from agregateur.store.facets import name_key

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXTS = ("public", "inscription", "accessibilite", "organizer_key", "venue_key")
_POINT = ("latitude", "longitude")


def upgrade() -> None:
    for name in _TEXTS:
        op.add_column("event", sa.Column(name, sa.String()))
    for name in _POINT:
        op.add_column("event", sa.Column(name, sa.Float()))
    op.add_column("event", sa.Column("mode", sa.String(), server_default="sur-place", nullable=False))
    present = sa.text("organizer_key IS NOT NULL")
    op.create_index(
        "ix_event_organizer_key", "event", ["organizer_key"], sqlite_where=present, postgresql_where=present
    )
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    names = (*_TEXTS, *_POINT, "mode")
    values = ", ".join(f"{name} = :{name}" for name in names)
    changed = sa.text(f"UPDATE event SET {values} WHERE id = :id")  # noqa: S608 - our own names
    page = sa.text("SELECT id, data FROM event WHERE id > :after ORDER BY id LIMIT 1000")
    after = ""
    while rows := connection.execute(page, {"after": after}).all():
        connection.execute(changed, [{"id": row.id, **_facets(json.loads(row.data))} for row in rows])
        after = rows[-1].id


def _facets(event: dict[str, Any]) -> dict[str, Any]:
    """As `store.facets` made them when this was written."""
    place = event.get("place", {})
    moved = event.get("status") == "moved-online"
    placed = any(place.get(part) for part in ("venue", "street", "city")) or event.get("insee")
    mode = "mixte" if placed and not moved else "en-ligne"
    return {
        "public": f",{','.join(event['public'])}," if event.get("public") else None,
        "inscription": event.get("inscription"),
        "accessibilite": f",{','.join(event['accessibilite'])}," if event.get("accessibilite") else None,
        "organizer_key": name_key(event.get("organizer")),
        "venue_key": name_key(place.get("venue")),
        "latitude": place.get("latitude"),
        "longitude": place.get("longitude"),
        "mode": mode if moved or event.get("online") is not None else "sur-place",
    }


def downgrade() -> None:
    op.drop_index("ix_event_organizer_key", table_name="event")
    for name in ("mode", *_POINT, *_TEXTS):
        op.drop_column("event", name)
