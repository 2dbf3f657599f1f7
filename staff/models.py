"""The tables of staff: accounts, what each may do where, who is signed in, and who changed what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from database.columns import NAMING_CONVENTION, AwareDateTime, utc_now


class StaffModel(DeclarativeBase):
    """Declarative root of all tables of staff."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Account(StaffModel):
    """One person who works with Kynnys, signed in by a password of ours or by the city's own sign-in."""

    __tablename__ = "staff_accounts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    # In small letters: what a person types to sign in, and where reminders go.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(3), default="fi")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    # Encrypted like help requests are; None until the person has set up one-time codes.
    totp_secret: Mapped[str | None] = mapped_column(String(200))
    # The last time step whose code was used: a code seen over a shoulder is good for nothing.
    totp_last_step: Mapped[int | None]
    # Subject at the city's sign-in ("issuer subject"); None for local accounts.
    oidc_subject: Mapped[str | None] = mapped_column(String(400), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), default=utc_now)
    last_sign_in_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    memberships: Mapped[list[Membership]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", back_populates="account"
    )


class Membership(StaffModel):
    """A role held in an organisation; the key is that of the catalogue's organisation, or "platform"."""

    __tablename__ = "staff_memberships"
    __table_args__ = (
        CheckConstraint(
            "role IN ('reader', 'editor', 'reviewer', 'handler', 'administrator')", name="role_known"
        ),
    )

    account_id: Mapped[str] = mapped_column(
        ForeignKey("staff_accounts.id", ondelete="CASCADE"), primary_key=True
    )
    organization_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    role: Mapped[str] = mapped_column(String(13), primary_key=True)
    account: Mapped[Account] = relationship(back_populates="memberships")


class SignIn(StaffModel):
    """A person at one browser. The browser holds the token, this table only its hash."""

    __tablename__ = "staff_sign_ins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_accounts.id", ondelete="CASCADE"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    used_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    account: Mapped[Account] = relationship(lazy="joined")


class Proposal(StaffModel):
    """A role that one administrator gave and a second one must confirm; until then it gives no power."""

    __tablename__ = "staff_proposals"

    account_id: Mapped[str] = mapped_column(
        ForeignKey("staff_accounts.id", ondelete="CASCADE"), primary_key=True
    )
    organization_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    role: Mapped[str] = mapped_column(String(13), primary_key=True)
    proposed_by: Mapped[str] = mapped_column(String(32))
    proposed_by_name: Mapped[str] = mapped_column(String(200))
    proposed_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())


class OneTimeLink(StaffModel):
    """Lets a person choose a password, once. The link holds the token, this table only its hash."""

    __tablename__ = "staff_one_time_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_accounts.id", ondelete="CASCADE"), unique=True)
    expires_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    account: Mapped[Account] = relationship(lazy="joined")


class RecoveryCode(StaffModel):
    """One of the codes on paper that stand in for a lost phone; only its hash, gone once used."""

    __tablename__ = "staff_recovery_codes"

    account_id: Mapped[str] = mapped_column(
        ForeignKey("staff_accounts.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class Attempts(StaffModel):
    """Failed sign-ins under an e-mail address, whether or not anybody has it."""

    __tablename__ = "staff_attempts"

    # Hash of the address, and of the browser where the person was signed in before.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), index=True)
    waits_until: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())


class Change(StaffModel):
    """One change that staff made: who, what, before, after, why, when. Never anything of a help request."""

    __tablename__ = "staff_changes"
    __table_args__ = (Index("ix_staff_changes_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), index=True)
    account_id: Mapped[str | None] = mapped_column(String(32), index=True)
    # Who it was in words: it must still be read when the account is gone.
    account_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(120))
    # {"field": {"before": …, "after": …}}
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str | None] = mapped_column(Text)
