"""Create the versions of services, their checks and reminders

Revision: 0006, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service_versions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("makes", sa.String(length=9), nullable=False),
        sa.Column("is_minor", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewer_id", sa.String(length=32), nullable=True),
        sa.Column("reviewer_name", sa.String(length=200), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_reason", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "makes IN ('published', 'archived')", name=op.f("ck_service_versions_makes_known")
        ),
        sa.CheckConstraint(
            "state IN ('working', 'in_review', 'approved', 'published', 'rejected', 'replaced')",
            name=op.f("ck_service_versions_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_versions")),
        sa.UniqueConstraint("service_id", "number", name="uq_service_versions_number"),
    )
    with op.batch_alter_table("service_versions", schema=None) as batch_op:
        batch_op.create_index("ix_service_versions_state", ["state", "publish_at"], unique=False)

    op.create_table(
        "service_checks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("service_id", sa.String(length=120), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("account_name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("part IN ('all', 'contacts')", name=op.f("ck_service_checks_part_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_checks")),
    )
    with op.batch_alter_table("service_checks", schema=None) as batch_op:
        batch_op.create_index("ix_service_checks_service", ["service_id", "part", "at"], unique=False)

    op.create_table(
        "check_reminders",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_check_reminders")),
    )


def downgrade() -> None:
    op.drop_table("check_reminders")
    with op.batch_alter_table("service_checks", schema=None) as batch_op:
        batch_op.drop_index("ix_service_checks_service")

    op.drop_table("service_checks")
    with op.batch_alter_table("service_versions", schema=None) as batch_op:
        batch_op.drop_index("ix_service_versions_state")

    op.drop_table("service_versions")
