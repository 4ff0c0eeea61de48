"""How a person likes weights, clock times and decimals written."""

from __future__ import annotations

from alembic import op

revision = "2026_11_25_0910"
down_revision = "2026_11_25_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Written out, since a column with its own check is added in place on both databases: rebuilding the table of
    # people on SQLite would forget which numbers were given out.
    op.execute(
        "ALTER TABLE person ADD COLUMN weight_unit VARCHAR(2) DEFAULT 'kg' NOT NULL "
        "CONSTRAINT ck_person_weight_unit CHECK (weight_unit IN ('kg', 'lb'))"
    )
    op.execute(
        "ALTER TABLE person ADD COLUMN clock VARCHAR(2) DEFAULT '24' NOT NULL "
        "CONSTRAINT ck_person_clock CHECK (clock IN ('24', '12'))"
    )
    op.execute(
        "ALTER TABLE person ADD COLUMN decimal_mark VARCHAR(5) DEFAULT 'point' NOT NULL "
        "CONSTRAINT ck_person_decimal_mark CHECK (decimal_mark IN ('point', 'comma'))"
    )


def downgrade() -> None:
    op.drop_column("person", "decimal_mark")
    op.drop_column("person", "clock")
    op.drop_column("person", "weight_unit")
