"""The first tables: people, four pillars, marks, metrics and the small books."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_1200"
down_revision = None
branch_labels = None
depends_on = None


identifier = sa.Uuid(as_uuid=False).with_variant(sa.CHAR(36), "sqlite")


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("day_start", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("day_start BETWEEN 0 AND 23", name=op.f("ck_person_day_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tries",
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_tries")),
    )
    op.create_table(
        "day_mark",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pillar", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(length=10), nullable=False),
        sa.CheckConstraint("mark IN ('none', 'skipped')", name=op.f("ck_day_mark_mark")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_day_mark_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "pillar", "day", name=op.f("pk_day_mark")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "day_metric",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("metric", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_day_metric_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "metric", "day", name=op.f("pk_day_metric")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "diet_entry",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", identifier, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("list_complete", sa.Boolean(), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.CheckConstraint("form IN ('core19', 'full29')", name=op.f("ck_diet_entry_form")),
        sa.CheckConstraint("kind = 'list'", name=op.f("ck_diet_entry_kind")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_diet_entry_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_diet_entry")),
    )
    op.create_index(op.f("ix_diet_entry_person_id_day_id"), "diet_entry", ["person_id", "day", "id"], unique=False)
    op.create_index(
        "uq_diet_entry_list_once_a_day",
        "diet_entry",
        ["person_id", "day"],
        unique=True,
        sqlite_where=sa.text("kind = 'list'"),
        postgresql_where=sa.text("kind = 'list'"),
    )

    op.create_table(
        "idempotency_key",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_idempotency_key_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_table(
        "sign_in",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_person_id"), "sign_in", ["person_id"], unique=False)

    op.create_table(
        "sleep_entry",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", identifier, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("bed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sol_min", sa.Integer(), nullable=True),
        sa.Column("wakes", sa.Integer(), nullable=True),
        sa.Column("waso_min", sa.Integer(), nullable=True),
        sa.Column("final_wake_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quality", sa.Integer(), nullable=True),
        sa.Column("day_kind", sa.String(length=10), nullable=True),
        sa.Column("alarm", sa.Boolean(), nullable=True),
        sa.Column("asleep_min", sa.Integer(), nullable=True),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('night', 'nap')", name=op.f("ck_sleep_entry_kind")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sleep_entry_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_sleep_entry")),
    )
    op.create_index(op.f("ix_sleep_entry_person_id_day_id"), "sleep_entry", ["person_id", "day", "id"], unique=False)
    op.create_index(
        "uq_sleep_entry_night_once_a_day",
        "sleep_entry",
        ["person_id", "day"],
        unique=True,
        sqlite_where=sa.text("kind = 'night'"),
        postgresql_where=sa.text("kind = 'night'"),
    )

    op.create_table(
        "snippet_choice",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("snippet", sa.String(length=80), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("choice IN ('saved', 'dismissed')", name=op.f("ck_snippet_choice_choice")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_snippet_choice_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "snippet", name=op.f("pk_snippet_choice")),
    )
    op.create_table(
        "stress_entry",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", identifier, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("practice", sa.String(length=20), nullable=True),
        sa.Column("practice_text", sa.String(length=80), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stress_before", sa.Integer(), nullable=True),
        sa.Column("stress_after", sa.Integer(), nullable=True),
        sa.Column("stress_now", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('practice', 'level')", name=op.f("ck_stress_entry_kind")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_stress_entry_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_stress_entry")),
    )
    op.create_index(op.f("ix_stress_entry_person_id_day_id"), "stress_entry", ["person_id", "day", "id"], unique=False)
    op.create_index(
        "uq_stress_entry_level_once_a_day",
        "stress_entry",
        ["person_id", "day"],
        unique=True,
        sqlite_where=sa.text("kind = 'level'"),
        postgresql_where=sa.text("kind = 'level'"),
    )

    op.create_table(
        "token",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", identifier, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("scope IN ('read', 'write', 'export')", name=op.f("ck_token_scope")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_token_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_token")),
    )
    op.create_index(op.f("ix_token_person_id_id"), "token", ["person_id", "id"], unique=True)

    op.create_table(
        "training_entry",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", identifier, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("session_min", sa.Integer(), nullable=True),
        sa.Column("effort", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sets", sa.Text(), nullable=True),
        sa.Column("modality", sa.String(length=20), nullable=True),
        sa.Column("work_s", sa.Integer(), nullable=True),
        sa.Column("rest_s", sa.Integer(), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=True),
        sa.Column("blocks", sa.Integer(), nullable=True),
        sa.Column("warmup_min", sa.Integer(), nullable=True),
        sa.Column("cooldown_min", sa.Integer(), nullable=True),
        sa.Column("hr_avg", sa.Integer(), nullable=True),
        sa.Column("hr_max", sa.Integer(), nullable=True),
        sa.Column("activity", sa.String(length=80), nullable=True),
        sa.CheckConstraint("kind IN ('resistance', 'hiit', 'other')", name=op.f("ck_training_entry_kind")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_training_entry_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_training_entry")),
    )
    op.create_index(
        op.f("ix_training_entry_person_id_day_id"), "training_entry", ["person_id", "day", "id"], unique=False
    )


def downgrade() -> None:
    for table in (
        "token",
        "sign_in",
        "idempotency_key",
        "snippet_choice",
        "tries",
        "day_metric",
        "day_mark",
        "diet_entry",
        "sleep_entry",
        "stress_entry",
        "training_entry",
        "person",
    ):
        op.drop_table(table)
