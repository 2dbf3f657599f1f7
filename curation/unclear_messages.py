"""Messages that the bot did not understand and that their writers let staff read: few, masked, for 30 days.

A row knows neither the conversation nor the person: only a keyed hash by which "delete my data" finds it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence

import yaml
from sqlalchemy import MetaData, String, Text, delete, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from database.columns import NAMING_CONVENTION, AwareDateTime

KEPT_FOR = dt.timedelta(days=30)
# Beyond this nobody could label them before they are gone: new ones are refused.
MOST_KEPT = 2000
# What a message may be labelled as beside needs and acts: good for nothing.
UNUSABLE = "unusable"


class UnclearMessagesModel(DeclarativeBase):
    """Declarative root of the table of unclear messages."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class UnclearMessage(UnclearMessagesModel):
    """One message, redacted and masked before it came here."""

    __tablename__ = "unclear_messages"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    # A day, not a moment: a moment could be held against a log.
    kept_on: Mapped[dt.date]
    erase_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), index=True)
    language: Mapped[str] = mapped_column(String(3))
    text: Mapped[str] = mapped_column(Text)
    conversation_hash: Mapped[str] = mapped_column(String(64), index=True)
    # A need or an act of data/needs.yml, or "unusable"; None until somebody has looked.
    label: Mapped[str | None] = mapped_column(String(60), index=True)


def keep(session: Session, now: dt.datetime, conversation_hash: str, language: str, text: str) -> bool:
    """Keep a message (writes); False when there are too many already. The same one twice is kept once."""
    same = select(UnclearMessage).where(
        UnclearMessage.conversation_hash == conversation_hash, UnclearMessage.text == text
    )
    if session.scalar(same) is not None:
        return True
    if (session.scalar(select(func.count()).select_from(UnclearMessage)) or 0) >= MOST_KEPT:
        return False
    message = UnclearMessage(
        id=secrets.token_hex(16),
        kept_on=now.date(),
        erase_at=now + KEPT_FOR,
        language=language,
        text=text,
        conversation_hash=conversation_hash,
    )
    session.add(message)
    return True


def forget(session: Session, conversation_hash: str) -> None:
    """Delete everything kept of a conversation (writes)."""
    session.execute(delete(UnclearMessage).where(UnclearMessage.conversation_hash == conversation_hash))


def erase_old(session: Session, now: dt.datetime) -> None:
    """Delete what has been kept for 30 days (writes)."""
    session.execute(delete(UnclearMessage).where(UnclearMessage.erase_at <= now))


def forecast_erasures(
    session: Session, now: dt.datetime, horizon: dt.timedelta
) -> tuple[int, dict[dt.date, int]]:
    """How many the next erasing takes, and how many follow on which day (UTC) until the horizon (reads)."""
    due, coming = 0, Counter[dt.date]()
    for at in session.scalars(select(UnclearMessage.erase_at)):
        if at <= now:
            due += 1
        elif at <= now + horizon:
            coming[at.date()] += 1
    return due, dict(coming)


def list_messages(session: Session, now: dt.datetime) -> Sequence[UnclearMessage]:
    """Return the messages that may still be read: those without a label first, then the oldest."""
    return session.scalars(
        select(UnclearMessage)
        .where(UnclearMessage.erase_at > now)
        .order_by(UnclearMessage.label.is_not(None), UnclearMessage.kept_on, UnclearMessage.id)
    ).all()


def find_message(session: Session, now: dt.datetime, message_id: str) -> UnclearMessage | None:
    """Return a message that may still be read, or None."""
    message = session.get(UnclearMessage, message_id)
    return message if message is not None and message.erase_at > now else None


def write_training_data(messages: Iterable[UnclearMessage]) -> str:
    """Return the labelled messages in the format of `data/nlu`, for a person to review and copy by hand.

    Unusable ones and those without a label are left out.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for message in messages:
        if message.label and message.label != UNUSABLE:
            # In training data square brackets would mark an entity, and a line is an example.
            words = " ".join(message.text.replace("[", "(").replace("]", ")").split())
            groups.setdefault((message.language, message.label), []).append(words)
    entries = [
        {
            "intent": label,
            "metadata": {"language": language},
            "examples": _Block("".join(f"- {text}\n" for text in texts)),
        }
        for (language, label), texts in sorted(groups.items())
    ]
    return yaml.dump(
        {"version": "3.1", "nlu": entries},
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )


class _Block(str):
    """Text that is written line by line, as examples are."""


class _Dumper(yaml.SafeDumper):
    """Writes examples as a block."""


def _represent_block(dumper: yaml.SafeDumper, text: _Block) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")


_Dumper.add_representer(_Block, _represent_block)
