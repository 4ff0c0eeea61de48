"""Sets that count seconds or metres: every stored set has both members, null where they are not known."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_1900"
down_revision = "2026_11_30_1730"
branch_labels = None
depends_on = None

StoredSet = dict[str, Any]
ADDED_MEMBERS = ("distance_m", "seconds")
SESSIONS = sa.text(
    "SELECT person_id, id, sets FROM training_entry WHERE sets IS NOT NULL AND (person_id, id) > (:person_id, :id) "
    "ORDER BY person_id, id LIMIT 500"
)
WRITE_SETS = sa.text("UPDATE training_entry SET sets = :sets WHERE person_id = :person_id AND id = :id")


def upgrade() -> None:
    _rewrite_sets(lambda set_: {**dict.fromkeys(ADDED_MEMBERS), **set_})


def downgrade() -> None:
    _rewrite_sets(lambda set_: {name: value for name, value in set_.items() if name not in ADDED_MEMBERS})


def _rewrite_sets(rewrite: Callable[[StoredSet], StoredSet]) -> None:
    connection = op.get_bind()
    last: dict[str, Any] = {"person_id": 0, "id": "00000000-0000-0000-0000-000000000000"}
    while rows := connection.execute(SESSIONS, last).all():
        written = [
            {
                "person_id": row.person_id,
                "id": row.id,
                "sets": json.dumps(
                    [rewrite(set_) for set_ in json.loads(row.sets)],
                    sort_keys=True,
                    separators=(",", ":"),
                    ensure_ascii=False,
                ),
            }
            for row in rows
        ]
        connection.execute(WRITE_SETS, written)
        last = {"person_id": rows[-1].person_id, "id": rows[-1].id}
