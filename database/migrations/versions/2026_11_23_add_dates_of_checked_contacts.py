"""Add the day on which a person last checked the numbers and hours of a service

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("services", sa.Column("contacts_assured_date", sa.Date(), nullable=True))
    # Checks that people made before count, those of all too. Days of UTC: at most a day early.
    op.execute(
        "UPDATE services SET contacts_assured_date = "
        "(SELECT date(max(at)) FROM service_checks WHERE service_checks.service_id = services.id)"
    )


def downgrade() -> None:
    op.drop_column("services", "contacts_assured_date")
