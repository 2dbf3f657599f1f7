"""Create the days on which a contact has other hours

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exceptional_hours",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.CheckConstraint(
            "(opens IS NULL) = (closes IS NULL)", name=op.f("ck_exceptional_hours_times_both_or_none")
        ),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_exceptional_hours_days_in_order")),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name=op.f("fk_exceptional_hours_contact_id_contacts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exceptional_hours")),
    )
    with op.batch_alter_table("exceptional_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exceptional_hours_contact_id"), ["contact_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("exceptional_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exceptional_hours_contact_id"))

    op.drop_table("exceptional_hours")
