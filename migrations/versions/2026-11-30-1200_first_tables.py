"""The first tables: accounts, entries of four pillars, days, sharing, and what the service remembers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "2026_11_30_1200"
down_revision = None
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IDENTIFIER = sa.Uuid(as_uuid=False).with_variant(sa.CHAR(36), "sqlite")
INSTANT = sa.DateTime(timezone=True)

# The one change a row of access_log allows: the name of a deleted coach is taken out.
FORBIDDEN = """NEW.coach_id IS NOT NULL OR NEW.coach_label NOT IN (OLD.coach_label, 'deleted coach')
    OR NEW.person_id <> OLD.person_id OR NEW.id <> OLD.id OR NEW.accessed_at <> OLD.accessed_at
    OR NEW.grant_id <> OLD.grant_id OR NEW.page_kind <> OLD.page_kind OR NEW.pillars <> OLD.pillars
    OR NEW.outcome <> OLD.outcome
    OR NEW.date_from IS DISTINCT FROM OLD.date_from OR NEW.date_to IS DISTINCT FROM OLD.date_to"""
MESSAGE = "rows of access_log are never changed"


def _person_key(table: str, column: str, on_delete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["person.id"], name=op.f(f"fk_{table}_{column}_person"), ondelete=on_delete
    )


def _checks(table: str, *conditions: tuple[str, str]) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}")) for name, condition in conditions]


def _make_entry_table(name: str, *parts: SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("pillar", sa.String(40), nullable=False, server_default=name.removesuffix("_entry")),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *parts,
        _person_key(name, "person_id"),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(
            ["person_id", "id", "pillar"],
            ["entry.person_id", "entry.id", "entry.pillar"],
            name=op.f(f"fk_{name}_entry"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f(f"ix_{name}_person_id_day_id"), name, ["person_id", "day", "id"])


def upgrade() -> None:
    _create_accounts_tables()
    _create_entries_tables()
    _create_days_tables()
    _create_sharing_tables()
    _create_service_tables()
    _create_access_log_trigger()


def _create_accounts_tables() -> None:
    op.create_table(
        "person",
        sa.Column("id", PERSON, autoincrement=True, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("day_start", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.Column("deletion_requested_at", INSTANT, nullable=True),
        sa.Column("account_id", IDENTIFIER, nullable=False),
        sa.Column("weight_unit", sa.String(2), nullable=False, server_default="kg"),
        sa.Column("clock", sa.String(2), nullable=False, server_default="24"),
        sa.Column("decimal_mark", sa.String(5), nullable=False, server_default="point"),
        sa.Column("patterns_enabled", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("emails_enabled", sa.Boolean(), nullable=False, server_default=sa.true()),
        *_checks(
            "person",
            ("clock", "clock IN ('24', '12')"),
            ("day_start", "day_start BETWEEN 0 AND 23"),
            ("decimal_mark", "decimal_mark IN ('point', 'comma')"),
            ("emails_enabled", "emails_enabled IN (true, false)"),
            ("patterns_enabled", "patterns_enabled IN (true, false)"),
            ("weight_unit", "weight_unit IN ('kg', 'lb')"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_account_id"), "person", ["account_id"], unique=True)
    op.create_table(
        "login_session",
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("two_factor_at", INSTANT, nullable=True),
        _person_key("login_session", "person_id"),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_login_session")),
    )
    op.create_index(op.f("ix_login_session_created_at"), "login_session", ["created_at"])
    op.create_index(op.f("ix_login_session_person_id"), "login_session", ["person_id"])
    op.create_index(op.f("ix_login_session_seen_at"), "login_session", ["seen_at"])
    op.create_table(
        "pending_login",
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        _person_key("pending_login", "person_id"),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_pending_login")),
    )
    op.create_index(op.f("ix_pending_login_created_at"), "pending_login", ["created_at"])
    op.create_index(op.f("ix_pending_login_person_id"), "pending_login", ["person_id"])
    op.create_table(
        "two_factor",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("enrolment_started_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("last_time_step", sa.BigInteger(), nullable=False),
        *_checks(
            "two_factor",
            ("last_time_step", "last_time_step >= 0"),
        ),
        _person_key("two_factor", "person_id"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_two_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        _person_key("recovery_code", "person_id"),
        sa.PrimaryKeyConstraint("person_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "api_token",
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("scope", sa.String(10), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        *_checks(
            "api_token",
            ("expires_at", "expires_at >= created_at"),
            ("scope", "scope IN ('read', 'write', 'export')"),
        ),
        _person_key("api_token", "person_id"),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_api_token")),
    )
    op.create_index(op.f("ix_api_token_person_id_id"), "api_token", ["person_id", "id"], unique=True)
    op.create_table(
        "erased_account",
        sa.Column("account_id", IDENTIFIER, nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_erased_account")),
    )


def _create_entries_tables() -> None:
    op.create_table(
        "entry",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("pillar", sa.String(40), nullable=False),
        _person_key("entry", "person_id"),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_entry")),
        sa.UniqueConstraint("person_id", "id", "pillar", name=op.f("uq_entry_person_id_id_pillar")),
        sqlite_with_rowid=False,
    )
    _make_entry_table(
        "diet_entry",
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("list_complete", sa.Boolean(), nullable=False),
        sa.Column("form", sa.String(10), nullable=False),
        sa.Column("context", sa.Text(), nullable=False, server_default=sa.text("'[]'")),
        *_checks(
            "diet_entry",
            ("form", "form IN ('core19', 'full29')"),
            ("kind", "kind IN ('list')"),
            ("list_complete", "list_complete IN (true, false)"),
            ("note", "length(note) <= 2000"),
            ("pillar", "pillar = 'diet'"),
            ("version", "version >= 1"),
        ),
    )
    op.create_index(
        op.f("uq_diet_entry_list_once_a_day"),
        "diet_entry",
        ["person_id", "day"],
        unique=True,
        sqlite_where=sa.text("kind = 'list'"),
        postgresql_where=sa.text("kind = 'list'"),
    )
    _make_entry_table(
        "sleep_entry",
        sa.Column("bed_at", INSTANT, nullable=True),
        sa.Column("try_at", INSTANT, nullable=True),
        sa.Column("sol_min", sa.Integer(), nullable=True),
        sa.Column("wakes", sa.Integer(), nullable=True),
        sa.Column("waso_min", sa.Integer(), nullable=True),
        sa.Column("final_wake_at", INSTANT, nullable=True),
        sa.Column("out_at", INSTANT, nullable=True),
        sa.Column("quality", sa.Integer(), nullable=True),
        sa.Column("day_kind", sa.String(10), nullable=True),
        sa.Column("alarm", sa.Boolean(), nullable=True),
        sa.Column("asleep_min", sa.Integer(), nullable=True),
        sa.Column("start_at", INSTANT, nullable=True),
        sa.Column("end_at", INSTANT, nullable=True),
        *_checks(
            "sleep_entry",
            ("alarm", "(alarm IS NULL OR kind IN ('night')) AND alarm IN (true, false)"),
            ("asleep_min", "(asleep_min IS NULL OR kind IN ('night')) AND asleep_min BETWEEN 0 AND 1440"),
            ("bed_at", "(bed_at IS NULL OR kind IN ('night'))"),
            ("day_kind", "(day_kind IS NULL OR kind IN ('night')) AND day_kind IN ('work', 'free')"),
            ("end_at", "(kind IN ('nap')) = (end_at IS NOT NULL)"),
            ("final_wake_at", "(final_wake_at IS NULL OR kind IN ('night'))"),
            ("kind", "kind IN ('night', 'nap')"),
            ("nap_times", "end_at > start_at"),
            ("note", "length(note) <= 2000"),
            ("out_at", "(out_at IS NULL OR kind IN ('night'))"),
            ("pillar", "pillar = 'sleep'"),
            ("quality", "(quality IS NULL OR kind IN ('night')) AND quality BETWEEN 1 AND 5"),
            ("sol_min", "(sol_min IS NULL OR kind IN ('night')) AND sol_min BETWEEN 0 AND 480"),
            ("start_at", "(kind IN ('nap')) = (start_at IS NOT NULL)"),
            ("try_at", "(try_at IS NULL OR kind IN ('night'))"),
            ("version", "version >= 1"),
            ("wakes", "(wakes IS NULL OR kind IN ('night')) AND wakes BETWEEN 0 AND 50"),
            ("waso_min", "(waso_min IS NULL OR kind IN ('night')) AND waso_min BETWEEN 0 AND 720"),
        ),
    )
    op.create_index(
        op.f("uq_sleep_entry_night_once_a_day"),
        "sleep_entry",
        ["person_id", "day"],
        unique=True,
        sqlite_where=sa.text("kind = 'night'"),
        postgresql_where=sa.text("kind = 'night'"),
    )
    _make_entry_table(
        "stress_entry",
        sa.Column("practice", sa.String(20), nullable=True),
        sa.Column("practice_text", sa.String(80), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("stress_before", sa.Integer(), nullable=True),
        sa.Column("stress_after", sa.Integer(), nullable=True),
        sa.Column("stress_now", sa.Integer(), nullable=True),
        *_checks(
            "stress_entry",
            ("kind", "kind IN ('practice', 'level')"),
            ("minutes", "(kind IN ('practice')) = (minutes IS NOT NULL) AND minutes BETWEEN 1 AND 600"),
            ("note", "length(note) <= 2000"),
            ("other_practice", "(practice = 'other') = (practice_text IS NOT NULL)"),
            ("pillar", "pillar = 'stress'"),
            (
                "practice",
                (
                    "(kind IN ('practice')) = (practice IS NOT NULL) AND practice IN ('breathing', 'meditation', "
                    "'nature', 'journaling', 'yoga_tai_chi', 'prayer_reflection', 'music', 'social', 'creative', "
                    "'rest', 'other')"
                ),
            ),
            ("practice_text", "(practice_text IS NULL OR kind IN ('practice'))"),
            ("started_at", "(started_at IS NULL OR kind IN ('practice'))"),
            ("stress_after", "(stress_after IS NULL OR kind IN ('practice')) AND stress_after BETWEEN 0 AND 10"),
            ("stress_before", "(stress_before IS NULL OR kind IN ('practice')) AND stress_before BETWEEN 0 AND 10"),
            ("stress_now", "(kind IN ('level')) = (stress_now IS NOT NULL) AND stress_now BETWEEN 0 AND 10"),
            ("stress_pair", "(stress_before IS NULL) = (stress_after IS NULL)"),
            ("version", "version >= 1"),
        ),
    )
    op.create_index(
        op.f("uq_stress_entry_level_once_a_day"),
        "stress_entry",
        ["person_id", "day"],
        unique=True,
        sqlite_where=sa.text("kind = 'level'"),
        postgresql_where=sa.text("kind = 'level'"),
    )
    _make_entry_table(
        "training_entry",
        sa.Column("session_min", sa.Integer(), nullable=True),
        sa.Column("effort", sa.Integer(), nullable=True),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("sets", sa.Text(), nullable=True),
        sa.Column("modality", sa.String(20), nullable=True),
        sa.Column("work_s", sa.Integer(), nullable=True),
        sa.Column("rest_s", sa.Integer(), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=True),
        sa.Column("blocks", sa.Integer(), nullable=True),
        sa.Column("warmup_min", sa.Integer(), nullable=True),
        sa.Column("cooldown_min", sa.Integer(), nullable=True),
        sa.Column("hr_avg", sa.Integer(), nullable=True),
        sa.Column("hr_max", sa.Integer(), nullable=True),
        sa.Column("activity", sa.String(80), nullable=True),
        *_checks(
            "training_entry",
            ("activity", "(kind IN ('other')) = (activity IS NOT NULL)"),
            ("blocks", "(kind IN ('hiit')) = (blocks IS NOT NULL) AND blocks BETWEEN 1 AND 10"),
            ("cooldown_min", "(cooldown_min IS NULL OR kind IN ('hiit')) AND cooldown_min BETWEEN 0 AND 60"),
            ("effort", "effort BETWEEN 0 AND 10"),
            ("heart_rates", "hr_max >= hr_avg"),
            ("hr_avg", "(hr_avg IS NULL OR kind IN ('hiit')) AND hr_avg BETWEEN 30 AND 250"),
            ("hr_max", "(hr_max IS NULL OR kind IN ('hiit')) AND hr_max BETWEEN 30 AND 250"),
            ("kind", "kind IN ('resistance', 'hiit', 'other')"),
            (
                "modality",
                (
                    "(kind IN ('hiit')) = (modality IS NOT NULL) AND modality IN ('run', 'cycle', 'row', 'swim', "
                    "'ski-erg', 'stairs', 'bodyweight', 'mixed', 'other')"
                ),
            ),
            ("note", "length(note) <= 2000"),
            ("pillar", "pillar = 'training'"),
            ("rest_s", "(kind IN ('hiit')) = (rest_s IS NOT NULL) AND rest_s BETWEEN 0 AND 900"),
            ("rounds", "(kind IN ('hiit')) = (rounds IS NOT NULL) AND rounds BETWEEN 1 AND 60"),
            ("session_min", "session_min BETWEEN 1 AND 900"),
            ("sets", "(kind IN ('resistance')) = (sets IS NOT NULL)"),
            ("version", "version >= 1"),
            ("warmup_min", "(warmup_min IS NULL OR kind IN ('hiit')) AND warmup_min BETWEEN 0 AND 60"),
            ("work_s", "(kind IN ('hiit')) = (work_s IS NOT NULL) AND work_s BETWEEN 5 AND 600"),
        ),
    )
    op.create_table(
        "deleted_entry",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("pillar", sa.String(40), nullable=False),
        sa.Column("entry_columns", sa.Text(), nullable=False),
        sa.Column("deleted_at", INSTANT, nullable=False),
        _person_key("deleted_entry", "person_id"),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_deleted_entry")),
    )
    op.create_index(op.f("ix_deleted_entry_deleted_at"), "deleted_entry", ["deleted_at"])


def _create_days_tables() -> None:
    op.create_table(
        "day_mark",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("pillar", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(10), nullable=False),
        *_checks(
            "day_mark",
            ("mark", "mark IN ('none', 'skipped')"),
        ),
        _person_key("day_mark", "person_id"),
        sa.PrimaryKeyConstraint("person_id", "pillar", "day", name=op.f("pk_day_mark")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "daily_metric_month",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("metric", sa.String(60), nullable=False),
        sa.Column("daily_values", sa.LargeBinary(), nullable=False),
        *_checks(
            "daily_metric_month",
            ("daily_values", "length(daily_values) = 248"),
        ),
        _person_key("daily_metric_month", "person_id"),
        sa.PrimaryKeyConstraint("person_id", "month", "metric", name=op.f("pk_daily_metric_month")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "metrics_version",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        _person_key("metrics_version", "person_id"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_metrics_version")),
    )


def _create_sharing_tables() -> None:
    op.create_table(
        "invitation",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("client_label", sa.String(80), nullable=False),
        sa.Column("pillars", sa.Text(), nullable=False),
        sa.Column("history_from", sa.Date(), nullable=False),
        sa.Column("grant_expires_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("redeemed_by_id", PERSON, nullable=True),
        sa.Column("redeemed_at", INSTANT, nullable=True),
        sa.Column("signed_up_at", INSTANT, nullable=True),
        *_checks(
            "invitation",
            ("expires_at", "expires_at >= created_at"),
            ("redeemed_by_id", "redeemed_by_id IS NULL OR redeemed_at IS NOT NULL"),
            ("withdrawn_at", "redeemed_at IS NULL OR withdrawn_at IS NULL"),
        ),
        _person_key("invitation", "person_id"),
        _person_key("invitation", "redeemed_by_id", on_delete="SET NULL"),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
    )
    op.create_index(op.f("ix_invitation_person_id_created_at"), "invitation", ["person_id", "created_at"])
    op.create_index(op.f("ix_invitation_redeemed_by_id"), "invitation", ["redeemed_by_id"])
    op.create_table(
        "consent_grant",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("coach_id", PERSON, nullable=True),
        sa.Column("coach_label", sa.String(80), nullable=False),
        sa.Column("client_label", sa.String(80), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("history_from", sa.Date(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(10), nullable=True),
        sa.Column("consent_text_version", sa.String(20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_checks(
            "consent_grant",
            ("confirmed_at", "state <> 'active' OR confirmed_at IS NOT NULL"),
            ("consent_text_version", "confirmed_at IS NULL OR consent_text_version IS NOT NULL"),
            ("ended", "(ended_at IS NULL) = (state IN ('pending', 'active'))"),
            ("ended_by", "ended_by IN ('client', 'coach', 'time', 'account', 'restore')"),
            ("ended_by_whom", "(ended_at IS NULL) = (ended_by IS NULL)"),
            ("state", "state IN ('pending', 'active', 'revoked', 'expired', 'declined')"),
            ("version", "version >= 1"),
        ),
        _person_key("consent_grant", "coach_id", on_delete="SET NULL"),
        _person_key("consent_grant", "person_id"),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_consent_grant")),
    )
    op.create_index(op.f("ix_consent_grant_coach_id_state"), "consent_grant", ["coach_id", "state"])
    op.create_index(
        op.f("ix_consent_grant_live_expires_at"),
        "consent_grant",
        ["expires_at"],
        sqlite_where=sa.text("state IN ('pending', 'active')"),
        postgresql_where=sa.text("state IN ('pending', 'active')"),
    )
    op.create_index(
        op.f("uq_consent_grant_one_live"),
        "consent_grant",
        ["person_id", "coach_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('pending', 'active')"),
        postgresql_where=sa.text("state IN ('pending', 'active')"),
    )
    op.create_table(
        "grant_pillar",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("grant_id", IDENTIFIER, nullable=False),
        sa.Column("pillar", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id", "grant_id"],
            ["consent_grant.person_id", "consent_grant.id"],
            name=op.f("fk_grant_pillar_grant_id_consent_grant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "grant_id", "pillar", name=op.f("pk_grant_pillar")),
    )
    op.create_table(
        "access_log",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("accessed_at", INSTANT, nullable=False),
        sa.Column("coach_id", PERSON, nullable=True),
        sa.Column("coach_label", sa.String(80), nullable=False),
        sa.Column("grant_id", IDENTIFIER, nullable=False),
        sa.Column("page_kind", sa.String(20), nullable=False),
        sa.Column("pillars", sa.Text(), nullable=False),
        sa.Column("date_from", sa.Date(), nullable=True),
        sa.Column("date_to", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(10), nullable=False),
        *_checks(
            "access_log",
            ("dates", "(date_from IS NULL) = (date_to IS NULL) AND date_from <= date_to"),
            ("outcome", "outcome IN ('served', 'denied')"),
        ),
        _person_key("access_log", "coach_id", on_delete="SET NULL"),
        _person_key("access_log", "person_id"),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_access_log")),
    )
    op.create_index(op.f("ix_access_log_coach_id"), "access_log", ["coach_id"])
    op.create_index(op.f("ix_access_log_person_id_accessed_at_id"), "access_log", ["person_id", "accessed_at", "id"])
    op.create_index(op.f("ix_access_log_person_id_grant_id"), "access_log", ["person_id", "grant_id", "accessed_at"])
    op.create_table(
        "notification",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("grant_id", IDENTIFIER, nullable=True),
        sa.Column("client_id", PERSON, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.Column("mail_due_at", INSTANT, nullable=True),
        sa.Column("mail_attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("mailed_at", INSTANT, nullable=True),
        *_checks(
            "notification",
            (
                "about",
                (
                    "(grant_id IS NULL) = (kind IN ('factor-on', "
                    "'factor-off')) AND (client_id IS NULL) = (grant_id IS NULL)"
                ),
            ),
            (
                "kind",
                (
                    "kind IN ('accepted', 'confirmed', 'widened', 'looked', 'expiring', 'ended', 'declined', "
                    "'factor-on', 'factor-off')"
                ),
            ),
            ("mail_attempts", "mail_attempts >= 0"),
        ),
        _person_key("notification", "person_id"),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_notification")),
    )
    op.create_index(op.f("ix_notification_client_id"), "notification", ["client_id"])
    op.create_index(
        op.f("ix_notification_mail_due_at"),
        "notification",
        ["mail_due_at"],
        sqlite_where=sa.text("mail_due_at IS NOT NULL"),
        postgresql_where=sa.text("mail_due_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_notification_person_id_created_at"), "notification", ["person_id", "created_at"])


def _create_service_tables() -> None:
    op.create_table(
        "idempotency_key",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("entry_id", IDENTIFIER, nullable=True),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        *_checks(
            "idempotency_key",
            ("status", "status BETWEEN 100 AND 599"),
        ),
        _person_key("idempotency_key", "person_id"),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_index(op.f("ix_idempotency_key_created_at"), "idempotency_key", ["created_at"])
    op.create_table(
        "rate_limit",
        sa.Column("counter", sa.String(120), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("window_ends_at", INSTANT, nullable=False),
        *_checks(
            "rate_limit",
            ("attempts", "attempts >= 0"),
        ),
        sa.PrimaryKeyConstraint("counter", name=op.f("pk_rate_limit")),
    )
    op.create_index(op.f("ix_rate_limit_window_ends_at"), "rate_limit", ["window_ends_at"])
    op.create_table(
        "snippet_choice",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("snippet", sa.String(80), nullable=False),
        sa.Column("choice", sa.String(10), nullable=False),
        sa.Column("chosen_at", INSTANT, nullable=False),
        *_checks(
            "snippet_choice",
            ("choice", "choice IN ('saved', 'dismissed')"),
        ),
        _person_key("snippet_choice", "person_id"),
        sa.PrimaryKeyConstraint("person_id", "snippet", name=op.f("pk_snippet_choice")),
    )


def _create_access_log_trigger() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER access_log_written_once BEFORE UPDATE ON access_log WHEN {FORBIDDEN} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION access_log_written_once() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER access_log_written_once BEFORE UPDATE ON access_log FOR EACH ROW WHEN ({FORBIDDEN}) "
        "EXECUTE FUNCTION access_log_written_once()"
    )


def downgrade() -> None:
    for table in (
        "snippet_choice",
        "rate_limit",
        "idempotency_key",
        "notification",
        "access_log",
        "grant_pillar",
        "consent_grant",
        "invitation",
        "metrics_version",
        "daily_metric_month",
        "day_mark",
        "deleted_entry",
        "training_entry",
        "stress_entry",
        "sleep_entry",
        "diet_entry",
        "entry",
        "erased_account",
        "api_token",
        "recovery_code",
        "two_factor",
        "pending_login",
        "login_session",
        "person",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION access_log_written_once()")
