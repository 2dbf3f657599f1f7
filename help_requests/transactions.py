"""One transaction, done again when the lock was held or when somebody changed a request meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from database.connections import ATTEMPTS, DatabaseBusyError, retry_when_locked

ATTEMPTS_WHEN_CHANGED = 5
Result = TypeVar("Result")


def transact(
    engine: Engine, work: Callable[[Session], Result], attempts_when_locked: int = ATTEMPTS
) -> Result:
    """What `work` returns, durable. A request that changes under it is read anew and the work done again.

    Raises:
        DatabaseBusyError: the lock was held, or requests changed, through all attempts; nothing was written.
    """

    def transaction() -> Result:
        with Session(engine) as session, session.begin():
            return work(session)

    for _ in range(ATTEMPTS_WHEN_CHANGED):
        try:
            return retry_when_locked(transaction, attempts_when_locked)
        except StaleDataError:
            continue
    raise DatabaseBusyError("the request changed through all attempts")
