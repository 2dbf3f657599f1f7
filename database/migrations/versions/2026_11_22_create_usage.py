"""Create the figures of use and the messages kept with their writers' consent

Revision: 0008, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "usage_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("first_dimension", sa.String(length=20), nullable=False),
        sa.Column("second_dimension", sa.String(length=20), nullable=False),
        sa.Column("first_value", sa.String(length=120), nullable=False),
        sa.Column("second_value", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day",
            "measure",
            "first_dimension",
            "second_dimension",
            "first_value",
            "second_value",
            name=op.f("pk_usage_counts"),
        ),
    )
    op.create_table(
        "unclear_messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("erase_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("conversation_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unclear_messages")),
    )
    with op.batch_alter_table("unclear_messages", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unclear_messages_conversation_hash"), ["conversation_hash"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_unclear_messages_erase_at"), ["erase_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_unclear_messages_label"), ["label"], unique=False)


def downgrade() -> None:
    op.drop_table("unclear_messages")
    op.drop_table("usage_counts")
