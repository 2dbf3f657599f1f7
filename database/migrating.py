"""Brings the tables of all parts to the newest migration."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from database.connections import build_engine, get_database_url

PACKAGE_FOLDER = Path(__file__).resolve().parent


def build_alembic_config(url: str | None = None) -> Config:
    """Alembic's settings for the migrations."""
    config = Config(str(PACKAGE_FOLDER / "alembic.ini"))
    config.set_main_option("script_location", str(PACKAGE_FOLDER / "migrations"))
    # Alembic reads the option through configparser, where % needs doubling.
    config.set_main_option("sqlalchemy.url", (url or get_database_url()).replace("%", "%%"))
    return config


def migrate_database(url: str | None = None) -> None:
    """Brings all tables to the newest migration (writes); a missing folder of a SQLite file is made."""
    build_engine(url).dispose()
    command.upgrade(build_alembic_config(url), "head")
