"""What happens to the catalogue by itself: publishing on its day, taking out what has ended, reminding."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from api.logs import describe_error, get_logger
from api.staff.curating import FieldNames, to_date
from api.staff.room import StaffRoom
from api.texts import Texts
from curation.models import Version
from curation.publishing import Desk, NotPublishableError, archive_expired, find_due_ids, find_expired_ids
from curation.reminders import UnsentError, remind
from curation.verification import DueService
from curation.versions import UnknownServiceError
from help_requests.mail import MailRefusedError, MailUnsentError, send_mail
from help_requests.settings import Settings
from services_catalog.opening import HELSINKI
from staff.models import Account
from staff.roles import Actor
from staff.sign_ins import to_actor

# Edits are seen within a minute; so are those of a chosen moment.
ROUND_EVERY_SECONDS = 30.0
REMIND_EVERY = dt.timedelta(hours=1)
# Nobody reads a longer mail.
MOST_IN_A_MAIL = 20


class Rounds:
    """Made beside the requests, in a thread of their own.

    Args:
        desk: gives the desk with the present rules and checks.
        mail: settings of the mail server; without one nobody is reminded.
    """

    def __init__(self, room: StaffRoom, desk: Callable[[], Desk], mail: Settings) -> None:
        self._room, self._desk, self._mail = room, desk, mail
        self._reminded_at: dt.datetime | None = None

    async def keep(self) -> None:
        """Make rounds for as long as the process runs; what fails is tried again in the next one."""
        while True:
            await asyncio.sleep(ROUND_EVERY_SECONDS)
            try:
                await asyncio.to_thread(self.make_round)
            except Exception as error:
                get_logger().error("staff_round_failed", **describe_error(error))

    def make_round(self) -> None:
        """Do all that is due once. Blocks."""
        now = self._room.clock()
        self.publish_due(now)
        if self._mail.has_mail and (self._reminded_at is None or now - self._reminded_at >= REMIND_EVERY):
            self.remind(now)
            self._reminded_at = now

    def publish_due(self, now: dt.datetime) -> None:
        """Publish what waits for this moment, and archive what has ended. Each service by itself."""
        desk, today = self._desk(), now.astimezone(HELSINKI).date()
        for service_id in self._room.work(lambda session: find_due_ids(session, now)):
            self._carry_out(desk, now, service_id)
        for service_id in self._room.work(lambda session: find_expired_ids(session, today)):
            self._archive(now, today, service_id)

    def remind(self, now: dt.datetime) -> None:
        """Mail those who keep services what they should check."""
        rules = self._desk().rules

        def send(actor: Actor, services: Sequence[DueService]) -> None:
            subject, body = write_reminder(self._room.texts, actor, services, self._mail.staff_url)
            try:
                send_mail(self._mail, actor.email, subject, body)
            except (MailUnsentError, MailRefusedError) as error:
                raise UnsentError(type(error).__name__) from None

        report = remind(self._room.engine, send, now, rules.freshness)
        if report.sent or report.waiting:
            get_logger().info("check_reminders", sent=report.sent, waiting=report.waiting)

    def _carry_out(self, desk: Desk, now: dt.datetime, service_id: str) -> None:
        def act(session: Session) -> tuple[Version, Actor | None]:
            session.info["editor"] = "Kynnys"
            version = desk.carry_out_due(session, now, service_id)
            author = session.get(Account, version.author_id) if version.author_id else None
            return version, to_actor(author) if author and author.is_active else None

        try:
            version, author = self._room.work(act)
        except (NotPublishableError, UnknownServiceError):
            # Another replica was quicker.
            return
        if version.state == "rejected" and author is not None and self._mail.has_mail:
            self._tell_author(author, version)

    def _tell_author(self, author: Actor, version: Version) -> None:
        subject, body = write_not_published(self._room.texts, author, version, self._mail.staff_url)
        try:
            send_mail(self._mail, author.email, subject, body)
        except (MailUnsentError, MailRefusedError) as error:
            # The page and the list of what is not published tell it too.
            get_logger().warning("not_published_not_told", **describe_error(error))

    def _archive(self, now: dt.datetime, today: dt.date, service_id: str) -> None:
        def act(session: Session) -> None:
            session.info["editor"] = "Kynnys"
            archive_expired(session, now, today, service_id)

        self._room.work(act)


def write_not_published(texts: Texts, author: Actor, version: Version, staff_url: str) -> tuple[str, str]:
    """Subject and body of a mail to whoever wrote what could not be published on its day."""

    def tell(key: str, **values: object) -> str:
        return texts.render(key, author.language, values=values) or ""

    names = version.content["name"]
    name = names.get(author.language) or next(iter(names.values()), version.service_id)
    words = FieldNames(tell)
    lines = [
        tell("editing.reminder.greeting", name=author.name),
        "",
        tell("editing.not_published.text", name=name),
        "",
        *(f"- {text}" for text in words.list_obstacles(version.review_reason)[:MOST_IN_A_MAIL]),
    ]
    if staff_url:
        lines += ["", f"{staff_url.rstrip('/')}/services/{version.service_id}/review"]
    lines += ["", tell("editing.not_published.end")]
    return tell("editing.not_published.subject", name=name), "\n".join(lines) + "\n"


def write_reminder(
    texts: Texts, actor: Actor, services: Sequence[DueService], staff_url: str
) -> tuple[str, str]:
    """Subject and body of a reminder in the person's language; it names public services alone."""

    def tell(key: str, **values: object) -> str:
        return texts.render(f"editing.reminder.{key}", actor.language, values=values) or ""

    lines = [tell("greeting", name=actor.name), "", tell("text"), ""]
    for one in services[:MOST_IN_A_MAIL]:
        due = tell("due", date=to_date(one.due_date)) if one.due_date else tell("never")
        lines.append(f"- {tell(f'line_{one.part}', name=one.name, due=due)}")
        if staff_url:
            lines.append(f"  {staff_url.rstrip('/')}/services/{one.service_id}/verify")
    if len(services) > MOST_IN_A_MAIL:
        lines.append(tell("more", count=len(services) - MOST_IN_A_MAIL))
    lines += ["", tell("end")]
    return tell("subject", count=len(services)), "\n".join(lines) + "\n"
