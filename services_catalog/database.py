"""What the catalogue asks of its tables: whether they are there, whether they changed, who changed them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, event, insert, inspect, select, update
from sqlalchemy.orm import ORMExecuteState, Session

from database.columns import utc_now
from services_catalog.models import CatalogueModel, CatalogueRevision, LinkCheck, Service, get_owner

# In session.info, until the transaction ends: something of the catalogue was changed.
CHANGED = "catalogue_changed"
# Option of a statement that writes rows of the catalogue and leaves all as it was: one that only locks.
CHANGES_NOTHING = "catalogue_changes_nothing"


def has_tables(engine: Engine) -> bool:
    """Whether the catalogue's tables are there."""
    return inspect(engine).has_table(Service.__tablename__)


def get_revision(session: Session) -> str:
    """A short text that changes with every load, edit, and link that dies or opens again.

    Compare it to know when to rebuild a snapshot.
    """
    found = session.execute(select(CatalogueRevision.number, CatalogueRevision.changed_at)).one_or_none()
    return f"{found.number}/{found.changed_at.isoformat()}" if found is not None else "0"


def find_dead_links(session: Session) -> frozenset[str]:
    """The addresses that have not opened for so long that nobody should be sent there."""
    return frozenset(session.scalars(select(LinkCheck.url).where(LinkCheck.dead_since.is_not(None))))


def mark_staff_edits(session: Session, _context: Any = None, _instances: Any = None) -> None:
    """Marks each service and organisation touched outside an import as edited by staff.

    Kept as a listener, so that no editor can forget it and lose work to the next import.
    The editor's name is taken from session.info["editor"].
    """
    changed: Iterable[Any] = [
        *session.new,
        *session.deleted,
        *(row for row in session.dirty if session.is_modified(row)),
    ]
    if any(map(_is_seen, changed)):
        session.info[CHANGED] = True
    owners = {id(owner): owner for owner in map(get_owner, changed) if owner is not None}
    now = utc_now()
    for owner in owners.values():
        if owner in session.deleted:
            continue
        owner.updated_at = now
        if not session.info.get("importing"):
            owner.edited_at = now
            owner.edited_by = session.info.get("editor")


def note_statement(state: ORMExecuteState) -> None:
    """Notices rows that are written by a statement of their own, past all objects."""
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    table = getattr(state.statement, "table", None)
    is_ours = getattr(table, "metadata", None) is CatalogueModel.metadata
    if is_ours and not state.execution_options.get(CHANGES_NOTHING):
        state.session.info[CHANGED] = True


def raise_revision(session: Session) -> None:
    """Counts a change of the catalogue in the transaction that makes it.

    Kept as a listener, so that no writer can forget it. It comes last in the transaction: the row of the
    revision is locked from here to the end, and every other writer of the catalogue waits for it.
    """
    session.flush()
    if session.in_nested_transaction() or not session.info.pop(CHANGED, False):
        return
    now, connection = utc_now(), session.connection()
    raised = connection.execute(
        update(CatalogueRevision).values(number=CatalogueRevision.number + 1, changed_at=now)
    )
    if not raised.rowcount:
        connection.execute(insert(CatalogueRevision).values(id=1, number=1, changed_at=now))


def forget_changes(session: Session) -> None:
    """What was rolled back changed nothing."""
    if not session.in_nested_transaction():
        session.info.pop(CHANGED, None)


def _is_seen(row: Any) -> bool:
    """Whether a changed row is of what pictures of the catalogue show."""
    if isinstance(row, LinkCheck):
        return row.dead_since is not None or bool(inspect(row).attrs.dead_since.history.deleted)
    return get_owner(row) is not None


event.listen(Session, "before_flush", mark_staff_edits)
event.listen(Session, "do_orm_execute", note_statement)
event.listen(Session, "before_commit", raise_revision)
event.listen(Session, "after_rollback", forget_changes)
