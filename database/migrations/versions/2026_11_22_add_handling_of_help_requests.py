"""Add the handling of help requests

Whose inbox it is, who has a request, each try to reach the person, hand-overs, and figures by month.
Columns are added without making a table anew: on SQLite that would empty the tables that hang on it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# What existing rows begin with; PostgreSQL forgets it again.
BEGINNINGS = {"handle_by": "1970-01-01", "touched_at": "1970-01-01 00:00:00", "revision": "1", "tries": "0"}


def upgrade() -> None:
    op.create_table(
        "help_request_counts",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("event", sa.String(length=30), nullable=False),
        sa.Column("need", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "event", "need", "language", "working_days", name=op.f("pk_help_request_counts")
        ),
    )
    op.create_table(
        "help_request_hand_overs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("from_inbox_id", sa.String(length=80), nullable=False),
        sa.Column("to_inbox_id", sa.String(length=80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("account_name", sa.String(length=200), nullable=False),
        sa.Column("agreed_in_request", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_inbox_id"],
            ["help_inboxes.id"],
            name=op.f("fk_help_request_hand_overs_from_inbox_id_help_inboxes"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_requests.id"],
            name=op.f("fk_help_request_hand_overs_request_id_help_requests"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_inbox_id"],
            ["help_inboxes.id"],
            name=op.f("fk_help_request_hand_overs_to_inbox_id_help_inboxes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_request_hand_overs")),
    )
    for column in ("from_inbox_id", "key_id", "request_id"):
        op.create_index(op.f(f"ix_help_request_hand_overs_{column}"), "help_request_hand_overs", [column])
    op.create_table(
        "help_request_tries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("account_name", sa.String(length=200), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_requests.id"],
            name=op.f("fk_help_request_tries_request_id_help_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_request_tries")),
    )
    for column in ("key_id", "request_id"):
        op.create_index(op.f(f"ix_help_request_tries_{column}"), "help_request_tries", [column])

    op.add_column(
        "help_inboxes",
        sa.Column("organization_key", sa.String(length=80), nullable=False, server_default="platform"),
    )
    op.create_index(op.f("ix_help_inboxes_organization_key"), "help_inboxes", ["organization_key"])
    op.add_column("help_request_audit", sa.Column("inbox_id", sa.String(length=80), nullable=True))
    op.add_column("help_request_audit", sa.Column("actor_name", sa.String(length=200), nullable=True))
    op.create_index(op.f("ix_help_request_audit_inbox_id"), "help_request_audit", ["inbox_id"])
    for added in (
        sa.Column("handle_by", sa.Date(), nullable=False, server_default=BEGINNINGS["handle_by"]),
        sa.Column("revision", sa.Integer(), nullable=False, server_default=BEGINNINGS["revision"]),
        sa.Column("taken_by", sa.String(length=32), nullable=True),
        sa.Column("taken_by_name", sa.String(length=200), nullable=True),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False, server_default=BEGINNINGS["tries"]),
        sa.Column("tried_at", MOMENT, nullable=True),
        sa.Column("added_at", MOMENT, nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("handed_over_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(length=14), nullable=True),
        sa.Column("touched_at", MOMENT, nullable=False, server_default=BEGINNINGS["touched_at"]),
        sa.Column("unclosed_alerted_at", MOMENT, nullable=True),
    ):
        op.add_column("help_requests", added)
    op.create_index(op.f("ix_help_requests_touched_at"), "help_requests", ["touched_at"])

    op.execute(
        "UPDATE help_requests SET handle_by = COALESCE(due_date, DATE(administrator_alert_at)), "
        "touched_at = COALESCE(ended_at, answered_at, opened_at, received_at), read_at = opened_at"
    )
    op.execute(
        "UPDATE help_request_audit SET inbox_id = "
        "(SELECT inbox_id FROM help_requests WHERE help_requests.id = help_request_audit.request_id)"
    )
    # What was opened and lies is told of from now on, whoever was told before it was opened.
    requests = sa.table(
        "help_requests",
        sa.column("state", sa.String),
        sa.column("second_alerted", sa.Boolean),
        sa.column("administrator_alerted", sa.Boolean),
    )
    op.execute(
        requests.update()
        .where(requests.c.state == "opened")
        .values(second_alerted=sa.false(), administrator_alerted=sa.false())
    )
    if op.get_context().dialect.name != "sqlite":
        op.alter_column("help_inboxes", "organization_key", server_default=None)
        for name in BEGINNINGS:
            op.alter_column("help_requests", name, server_default=None)


def downgrade() -> None:
    op.drop_index(op.f("ix_help_requests_touched_at"), "help_requests")
    for name in (
        "unclosed_alerted_at",
        "touched_at",
        "outcome",
        "handed_over_at",
        "read_at",
        "added_at",
        "tried_at",
        "tries",
        "taken_at",
        "taken_by_name",
        "taken_by",
        "revision",
        "handle_by",
    ):
        op.drop_column("help_requests", name)
    op.drop_index(op.f("ix_help_request_audit_inbox_id"), "help_request_audit")
    op.drop_column("help_request_audit", "actor_name")
    op.drop_column("help_request_audit", "inbox_id")
    op.drop_index(op.f("ix_help_inboxes_organization_key"), "help_inboxes")
    op.drop_column("help_inboxes", "organization_key")
    op.drop_table("help_request_tries")
    op.drop_table("help_request_hand_overs")
    op.drop_table("help_request_counts")
