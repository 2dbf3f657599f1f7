"""Leases: of several replicas only the one that holds a task's lease does it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine, MetaData, String, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from database.columns import NAMING_CONVENTION, AwareDateTime
from database.connections import retry_when_locked


class LeasesModel(DeclarativeBase):
    """Declarative root of the table of leases."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Lease(LeasesModel):
    """Who does a task, and until when nobody else may."""

    __tablename__ = "curation_leases"

    task: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(32))
    until: Mapped[dt.datetime] = mapped_column(AwareDateTime())


def take_lease(engine: Engine, task: str, holder: str, now: dt.datetime, time: dt.timedelta) -> bool:
    """Whether the holder may do the task for this time (writes): nobody else holds it, or no longer.

    Raises:
        DatabaseBusyError: another writer kept the lock.
    """

    def take() -> bool:
        free = (Lease.holder == holder) | (Lease.until <= now)
        with Session(engine) as session, session.begin():
            taken = session.execute(
                update(Lease).where(Lease.task == task, free).values(holder=holder, until=now + time)
            )
            if taken.rowcount:  # type: ignore[attr-defined]
                return True
            if session.get(Lease, task) is not None:
                return False
            session.add(Lease(task=task, holder=holder, until=now + time))
        return True

    try:
        return retry_when_locked(take)
    except IntegrityError:
        # Another replica was first to begin with the task at all.
        return False


def give_lease_back(engine: Engine, task: str, holder: str) -> None:
    """Let others have the task at once (writes), if the holder still has it.

    Raises:
        DatabaseBusyError: another writer kept the lock; the lease then ends by itself.
    """

    def give_back() -> None:
        with Session(engine) as session, session.begin():
            session.execute(delete(Lease).where(Lease.task == task, Lease.holder == holder))

    retry_when_locked(give_back)
