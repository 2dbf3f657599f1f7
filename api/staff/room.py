"""What all pages of staff share: the database, their words, the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.texts import SUPPORTED, Texts, TextsError
from database.connections import build_engine, retry_when_locked
from staff.roles import Actor

Result = TypeVar("Result")


@dataclass(frozen=True)
class StaffRoom:
    """What outlives a request; `app.state.staff`.

    Args:
        engine: of the database with the catalogue, the help requests and the accounts.
        texts: the words of the pages, by key, in fi, sv and en.
        clock: tells the moment, aware.
        has_secure_cookies: the pages are reached over HTTPS only.
    """

    engine: Engine
    texts: Texts
    clock: Callable[[], dt.datetime]
    has_secure_cookies: bool

    @classmethod
    def open(
        cls,
        database_url: str,
        data_folder: Path,
        clock: Callable[[], dt.datetime],
        has_secure_cookies: bool,
    ) -> StaffRoom:
        """Return the room; the database is reached at first use.

        Raises:
            TextsError: the words cannot be read.
        """
        return cls(build_engine(database_url), load_words(data_folder), clock, has_secure_cookies)

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
