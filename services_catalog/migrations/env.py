"""Runs the catalogue's migrations; other parts' tables in the same database are left alone."""

from __future__ import annotations

from alembic import context

from services_catalog.database import build_engine, get_database_url
from services_catalog.models import CatalogueModel

# A table of its own: the api migrates its help requests and staff tables in the same database.
VERSION_TABLE = "catalogue_migrations"
metadata = CatalogueModel.metadata


def is_own_name(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic should compare this object."""
    return kind != "table" or name in metadata.tables


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
