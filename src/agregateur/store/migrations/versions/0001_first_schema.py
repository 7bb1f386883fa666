"""First schema."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

from agregateur.store import search

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "actor",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("insee", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("updated", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("gone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("actor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_actor_insee"), ["insee"], unique=False)

    op.create_table(
        "article",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("insee", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("published", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("updated", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("gone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_insee"), ["insee"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_published"), ["published"], unique=False)

    op.create_table(
        "communechange",
        sa.Column("insee", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("insee"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("a_source", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("a_uid", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("b_source", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("b_uid", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("revoked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "event",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("insee", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("first", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("last", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("acces", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("republication", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("long", sa.Boolean(), nullable=False),
        sa.Column("regular", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.Boolean(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("leaving", sa.Text(), nullable=True),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("ical", sa.Text(), nullable=False),
        sa.Column("render_version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("gone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_change"), ["change"], unique=False)
        batch_op.create_index("ix_event_insee_change", ["insee", "change"], unique=False)

    op.create_table(
        "meta",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "source",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("home", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("licence", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("republication", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("origin", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("commune", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("settings_digest", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("retired_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("etag", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("last_modified", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("body_digest", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("next_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_run_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_read_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("suspicious_digest", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("suspicious_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("suspicious_count", sa.Integer(), nullable=False),
        sa.Column("expanded_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_next_at"), ["next_at"], unique=False)

    op.create_table(
        "eventcategory",
        sa.Column("event_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
        ),
        sa.PrimaryKeyConstraint("event_id", "code"),
    )
    with op.batch_alter_table("eventcategory", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_eventcategory_code"), ["code"], unique=False)

    op.create_table(
        "eventsource",
        sa.Column("event_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
        ),
        sa.PrimaryKeyConstraint("event_id", "source_id"),
    )
    with op.batch_alter_table("eventsource", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_eventsource_source_id"), ["source_id"], unique=False)

    op.create_table(
        "occurrence",
        sa.Column("event_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("start", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("end", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("insee", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
        ),
        sa.PrimaryKeyConstraint("event_id", "start"),
    )
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.create_index("ix_occurrence_insee_start", ["insee", "start"], unique=False)
        batch_op.create_index(batch_op.f("ix_occurrence_start"), ["start"], unique=False)

    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("started", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("repairs", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_source_id"), ["source_id"], unique=False)

    op.create_table(
        "uidgroup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("uid", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("own_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("canonical_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("insee", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("last", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("first_seen", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("missing_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("expanded_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("own_id"),
        sa.UniqueConstraint("source_id", "uid"),
    )
    with op.batch_alter_table("uidgroup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uidgroup_canonical_id"), ["canonical_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_uidgroup_expanded_until"), ["expanded_until"], unique=False)

    op.create_table(
        "candidatekey",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["uidgroup.id"],
        ),
        sa.PrimaryKeyConstraint("group_id", "key"),
    )
    with op.batch_alter_table("candidatekey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidatekey_key"), ["key"], unique=False)

    op.create_table(
        "pair",
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("verdict", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["high"],
            ["uidgroup.id"],
        ),
        sa.ForeignKeyConstraint(
            ["low"],
            ["uidgroup.id"],
        ),
        sa.PrimaryKeyConstraint("low", "high"),
    )
    with op.batch_alter_table("pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pair_high"), ["high"], unique=False)

    op.create_table(
        "record",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("recurrence_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["uidgroup.id"],
        ),
        sa.PrimaryKeyConstraint("group_id", "recurrence_id"),
    )
    op.create_table(
        "refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["run.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("refusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refusal_run_id"), ["run_id"], unique=False)

    op.create_table(
        "venuekey",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("gives", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["uidgroup.id"],
        ),
        sa.PrimaryKeyConstraint("group_id", "key"),
    )
    with op.batch_alter_table("venuekey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_venuekey_key"), ["key"], unique=False)
    search.create(op.get_bind())


def downgrade() -> None:
    search.drop(op.get_bind())
    with op.batch_alter_table("venuekey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_venuekey_key"))

    op.drop_table("venuekey")
    with op.batch_alter_table("refusal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refusal_run_id"))

    op.drop_table("refusal")
    op.drop_table("record")
    with op.batch_alter_table("pair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pair_high"))

    op.drop_table("pair")
    with op.batch_alter_table("candidatekey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidatekey_key"))

    op.drop_table("candidatekey")
    with op.batch_alter_table("uidgroup", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_uidgroup_expanded_until"))
        batch_op.drop_index(batch_op.f("ix_uidgroup_canonical_id"))

    op.drop_table("uidgroup")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_source_id"))

    op.drop_table("run")
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_occurrence_start"))
        batch_op.drop_index("ix_occurrence_insee_start")

    op.drop_table("occurrence")
    with op.batch_alter_table("eventsource", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_eventsource_source_id"))

    op.drop_table("eventsource")
    with op.batch_alter_table("eventcategory", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_eventcategory_code"))

    op.drop_table("eventcategory")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_next_at"))

    op.drop_table("source")
    op.drop_table("meta")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_insee_change")
        batch_op.drop_index(batch_op.f("ix_event_change"))

    op.drop_table("event")
    op.drop_table("decision")
    op.drop_table("communechange")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_published"))
        batch_op.drop_index(batch_op.f("ix_article_insee"))

    op.drop_table("article")
    with op.batch_alter_table("actor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actor_insee"))

    op.drop_table("actor")
