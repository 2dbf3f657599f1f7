"""Runs the migrations of all parts' tables; other tables in the same database are left alone."""

from __future__ import annotations

from alembic import context

from curation.leases import LeasesModel
from curation.models import CurationModel
from curation.platform_models import PlatformModel
from curation.unclear_messages import UnclearMessagesModel
from database.connections import build_engine, get_database_url
from database.migrating import VERSION_TABLE
from help_requests.models import HelpRequestsModel
from services_catalog.models import CatalogueModel
from staff.models import StaffModel
from usage.models import UsageModel

metadata = [
    CatalogueModel.metadata,
    HelpRequestsModel.metadata,
    StaffModel.metadata,
    UsageModel.metadata,
    UnclearMessagesModel.metadata,
    LeasesModel.metadata,
    CurationModel.metadata,
    PlatformModel.metadata,
]
own_tables = {name for part in metadata for name in part.tables}


def is_own_name(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic should compare this object."""
    return kind != "table" or name in own_tables


def run_offline(url: str) -> None:
    """Prints the SQL instead of running it."""
    context.configure(url=url, target_metadata=metadata, literal_binds=True, version_table=VERSION_TABLE)
    with context.begin_transaction():
        context.run_migrations()


def run_online(url: str) -> None:
    """Runs the migrations in one transaction."""
    engine = build_engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            version_table=VERSION_TABLE,
            include_name=is_own_name,
            render_as_batch=connection.dialect.name == "sqlite",
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


address = context.config.get_main_option("sqlalchemy.url") or get_database_url()
if context.is_offline_mode():
    run_offline(address)
else:
    run_online(address)
