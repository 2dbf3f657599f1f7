"""Brings the tables of all parts to the newest migration."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from database.connections import DatabaseUnusableError, build_engine, get_database_url

PACKAGE_FOLDER = Path(__file__).resolve().parent
# The history began with the catalogue alone; renaming its table would make old databases migrate twice.
VERSION_TABLE = "catalogue_migrations"


def build_alembic_config(url: str | None = None) -> Config:
    """Alembic's settings for the migrations."""
    config = Config(str(PACKAGE_FOLDER / "alembic.ini"))
    config.set_main_option("script_location", str(PACKAGE_FOLDER / "migrations"))
    # Alembic reads the option through configparser, where % needs doubling.
    config.set_main_option("sqlalchemy.url", (url or get_database_url()).replace("%", "%%"))
    return config


def migrate_database(url: str | None = None) -> None:
    """Brings all tables to the newest migration (writes); a missing folder of a SQLite file is made.

    Raises:
        DatabaseUnusableError: It is of a newer Kynnys, or the address is none.
    """
    engine = build_engine(url)
    refuse_newer(engine)
    engine.dispose()
    command.upgrade(build_alembic_config(url), "head")


def refuse_newer(engine: Engine) -> None:
    """Check that this code knows the migrations that the database has been through.

    Raises:
        DatabaseUnusableError: It is of a newer Kynnys.
    """
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE}
        held = MigrationContext.configure(connection, opts=options).get_current_heads()
    known = {
        script.revision for script in ScriptDirectory.from_config(build_alembic_config()).walk_revisions()
    }
    if not known.issuperset(held):
        raise DatabaseUnusableError(
            f"The database is of a newer Kynnys (migration {', '.join(held)}): "
            "take that version of the code, or another API_DATABASE_URL"
        )
