"""The tables of help requests. What a person wrote stands in them only encrypted."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from database.columns import NAMING_CONVENTION, AwareDateTime, utc_now

STATES = ("received", "opened", "answered", "withdrawn", "closed")
NOTICE_KINDS = (
    "new",
    "added",
    "withdrawn",
    "second_handler",
    "administrator",
    "second_unanswered",
    "admin_unanswered",
    "unclosed",
    "admin_unclosed",
    "answered_unclosed",
    "handed_over",
    "address",
    "undeliverable",
)
# How a person was tried to be reached, and how a request ended.
WAYS = ("phone", "sms", "email", "meeting", "other")
OUTCOMES = ("helped", "passed_on", "not_reached", "not_wanted", "not_a_request")
# Whose the demo is: no organisation has said that it reads it.
PLATFORM = "platform"


class HelpRequestsModel(DeclarativeBase):
    """Declarative root of all tables of help requests."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Inbox(HelpRequestsModel):
    """Where an organisation reads help requests. Empty lists and missing limits leave nothing out."""

    __tablename__ = "help_inboxes"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    # Key of the catalogue's organisation whose handlers read it, or "platform".
    organization_key: Mapped[str] = mapped_column(String(80), default=PLATFORM, index=True)
    names: Mapped[dict[str, str]] = mapped_column(JSON)
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Codes of municipalities (3 digits) and counties (2 digits).
    area_codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    promise_working_days: Mapped[int | None]
    notice_address: Mapped[str | None] = mapped_column(String(254))
    second_handler_address: Mapped[str | None] = mapped_column(String(254))
    # When a notice first failed since one last went through; when the address was refused outright.
    notice_failing_since: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    notice_refused_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    last_sign_in_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    is_demo: Mapped[bool] = mapped_column(default=False)
    is_open: Mapped[bool] = mapped_column(default=True)
    updated_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), default=utc_now, onupdate=utc_now)


class HelpRequest(HelpRequestsModel):
    """One request. Whatever tells of a person is in `sealed`, None once it was erased."""

    __tablename__ = "help_requests"
    __table_args__ = (
        CheckConstraint(
            "state IN ('received', 'opened', 'answered', 'withdrawn', 'closed')", name="state_known"
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    inbox_id: Mapped[str] = mapped_column(ForeignKey("help_inboxes.id"), index=True)
    # Keyed hashes: neither the words of the reference nor the sender's key can be had from them.
    reference_hash: Mapped[str] = mapped_column(String(64), unique=True)
    idempotency_hash: Mapped[str] = mapped_column(String(64), unique=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_id: Mapped[str | None] = mapped_column(String(40), index=True)
    language: Mapped[str] = mapped_column(String(3))
    # Legal limits to be told again with the state; keys of data/help_requests/legal_limits.yml.
    limits: Mapped[list[str]] = mapped_column(JSON, default=list)
    state: Mapped[str] = mapped_column(String(9), default="received", index=True)
    promise_working_days: Mapped[int | None]
    due_date: Mapped[dt.date | None]
    # The day by which staff should be in touch: the promised one, or one for them alone where none was.
    handle_by: Mapped[dt.date]
    # Unopened at these moments, later unanswered, a second handler and then the administrator are told.
    second_alert_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), index=True)
    administrator_alert_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    second_alerted: Mapped[bool] = mapped_column(default=False)
    administrator_alerted: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    opened_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    answered_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    # Counts what sender and staff do. No update is written over one that it has not seen, and whoever decides
    # on an older picture is shown the newer one first.
    revision: Mapped[int] = mapped_column(default=1)
    taken_by: Mapped[str | None] = mapped_column(String(32))
    taken_by_name: Mapped[str | None] = mapped_column(String(200))
    taken_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    added_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    read_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    handed_over_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    outcome: Mapped[str | None] = mapped_column(String(14))
    # When sender or staff last did something; from then the time of what nobody ends is counted.
    touched_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), index=True)
    unclosed_alerted_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    # When it was withdrawn or closed: from then on the time until it is erased is counted.
    ended_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime(), index=True)
    inbox: Mapped[Inbox] = relationship(lazy="joined")
    additions: Mapped[list[Addition]] = relationship(
        cascade="all, delete-orphan", back_populates="request", order_by="Addition.added_at"
    )
    __mapper_args__ = {"version_id_col": revision, "version_id_generator": False}  # noqa: RUF012
    tries_logged: Mapped[list[LoggedTry]] = relationship(
        cascade="all, delete-orphan", back_populates="request", order_by="LoggedTry.tried_at"
    )
    hand_overs: Mapped[list[HandOver]] = relationship(
        cascade="all, delete-orphan", back_populates="request", order_by="HandOver.at"
    )


class Addition(HelpRequestsModel):
    """Something the sender added later; encrypted like the request itself."""

    __tablename__ = "help_request_additions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("help_requests.id", ondelete="CASCADE"), index=True)
    idempotency_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str] = mapped_column(String(40), index=True)
    added_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    request: Mapped[HelpRequest] = relationship(back_populates="additions")


class LoggedTry(HelpRequestsModel):
    """A try to reach the person. How, and the worker's own words, are encrypted like the request itself."""

    __tablename__ = "help_request_tries"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("help_requests.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(String(32))
    account_name: Mapped[str] = mapped_column(String(200))
    tried_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    noted_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    reached: Mapped[bool]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str] = mapped_column(String(40), index=True)
    request: Mapped[HelpRequest] = relationship(back_populates="tries_logged")


class HandOver(HelpRequestsModel):
    """A request given to another inbox with the person's consent; the words that go along are encrypted."""

    __tablename__ = "help_request_hand_overs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("help_requests.id", ondelete="CASCADE"), index=True)
    from_inbox_id: Mapped[str] = mapped_column(ForeignKey("help_inboxes.id"), index=True)
    to_inbox_id: Mapped[str] = mapped_column(ForeignKey("help_inboxes.id"))
    at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    account_id: Mapped[str] = mapped_column(String(32))
    account_name: Mapped[str] = mapped_column(String(200))
    # Whether the person agreed in the request itself; else when a worker asked.
    agreed_in_request: Mapped[bool]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str] = mapped_column(String(40), index=True)
    request: Mapped[HelpRequest] = relationship(back_populates="hand_overs")
    from_inbox: Mapped[Inbox] = relationship(foreign_keys=[from_inbox_id])
    to_inbox: Mapped[Inbox] = relationship(foreign_keys=[to_inbox_id])


class Notice(HelpRequestsModel):
    """A mail to be sent: written in the same transaction as what it tells of, so that neither is lost."""

    __tablename__ = "help_request_notices"
    __table_args__ = (Index("ix_help_request_notices_due", "done_at", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    inbox_id: Mapped[str] = mapped_column(ForeignKey("help_inboxes.id"))
    kind: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    attempts: Mapped[int] = mapped_column(default=0)
    # Also the lease: whoever sends it moves this on first, so that no other replica sends it as well.
    next_attempt_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    done_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    outcome: Mapped[str | None] = mapped_column(String(20))
    inbox: Mapped[Inbox] = relationship(lazy="joined")


class AuditEntry(HelpRequestsModel):
    """Who did what to which request; outlives the request and holds nothing of its content."""

    __tablename__ = "help_request_audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), index=True)
    request_id: Mapped[str] = mapped_column(String(32), index=True)
    # Where the request was at that moment: each organisation is shown its own time alone.
    inbox_id: Mapped[str | None] = mapped_column(String(80), index=True)
    actor: Mapped[str] = mapped_column(String(200))
    # Who it was in words: it must still be read when the account is gone.
    actor_name: Mapped[str | None] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(20))


class Count(HelpRequestsModel):
    """How many requests of a month did something; tied to no request. Not counted for the demo."""

    __tablename__ = "help_request_counts"

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(30), primary_key=True)
    # Key of data/needs.yml; "" where it was not told or is not counted with this event.
    need: Mapped[str] = mapped_column(String(60), primary_key=True)
    language: Mapped[str] = mapped_column(String(3), primary_key=True)
    # Working days from arrival to the first contact; -1 for all other events.
    working_days: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
