"""What all pages of staff share: the database, their words, the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.staff.city import CitySignIn
from api.staff.seals import Seals
from api.texts import SUPPORTED, Texts, TextsError
from database.connections import build_engine, retry_when_locked
from database.encryption import Keyring
from services_catalog.opening import HELSINKI
from staff.roles import Actor
from staff.settings import Settings
from usage.memory import KeptYears

Result = TypeVar("Result")


@dataclass(frozen=True)
class StaffRoom:
    """What outlives a request; `app.state.staff`.

    Args:
        engine: of the database with the catalogue, the help requests and the accounts.
        texts: the words of the pages, by key, in fi, sv and en.
        clock: tells the moment, aware.
        has_secure_cookies: the pages are reached over HTTPS only.
        settings: of the accounts.
        seals: sign what the browser keeps.
        keyring: encrypts the secrets of phones; without a key nobody signs in by a password.
        city: the city's own sign-in; None when it is not set.
        kept_years: figures that were worked out already.
    """

    engine: Engine
    texts: Texts
    clock: Callable[[], dt.datetime]
    has_secure_cookies: bool
    settings: Settings
    seals: Seals
    keyring: Keyring
    city: CitySignIn | None
    kept_years: KeptYears = field(default_factory=KeptYears)

    @classmethod
    def open(
        cls,
        database_url: str,
        data_folder: Path,
        clock: Callable[[], dt.datetime],
        has_secure_cookies: bool,
        secret_key: str,
        settings: Settings,
    ) -> StaffRoom:
        """Return the room; the database is reached at first use.

        Raises:
            TextsError: the words cannot be read.
        """
        return cls(
            engine=build_engine(database_url),
            texts=load_words(data_folder),
            clock=clock,
            has_secure_cookies=has_secure_cookies,
            settings=settings,
            seals=Seals(secret_key, has_secure_cookies),
            keyring=Keyring.read(settings.encryption_keys.get_secret_value()),
            city=CitySignIn(settings) if settings.has_city_sign_in else None,
        )

    def find_today(self) -> dt.date:
        """The date in Finland."""
        return self.clock().astimezone(HELSINKI).date()

    def work(self, act: Callable[[Session], Result], actor: Actor | None = None) -> Result:
        """What `act` returns, in one transaction, tried again while another writer holds the lock.

        Args:
            actor: noted by the catalogue as whoever edited a row.

        Raises:
            DatabaseBusyError: the lock was held through all attempts; nothing was written.
        """

        def transaction() -> Result:
            info = {"editor": actor.name} if actor else {}
            with Session(self.engine, expire_on_commit=False, info=info) as session, session.begin():
                return act(session)

        return retry_when_locked(transaction)


def load_words(data_folder: Path) -> Texts:
    """The words of staff pages: `data/texts/staff/<language>/<part>.yml`, keys beginning with the part.

    Raises:
        TextsError: a file is no mapping of keys to sentences.
    """
    words: dict[str, dict[str, Any]] = {}
    for language in SUPPORTED:
        parts = {}
        for path in sorted((data_folder / "texts" / "staff" / language).glob("*.yml")):
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            if not isinstance(content, dict):
                raise TextsError(f"{path}: write keys with sentences")
            parts[path.stem] = content
        words[language] = parts
    return Texts.of(words)
