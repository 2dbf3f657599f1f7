"""The part of help requests that outlives a request: inboxes in memory, the desk, and the rounds beside."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from api.logs import describe_error, get_logger
from api.texts import Texts
from database.connections import build_engine
from database.encryption import Keyring
from help_requests.alerts import alert_answered, alert_unanswered, alert_unclosed, alert_unopened
from help_requests.desk import Desk
from help_requests.inboxes import Circumstances, Inbox, read_inboxes
from help_requests.mail import MailRefusedError, MailUnsentError, send_mail
from help_requests.outbox import DeliveryReport, deliver_due
from help_requests.references import References
from help_requests.retention import purge
from help_requests.routing import Matter, choose_inbox, covers
from help_requests.settings import Settings

WORDS = Path("help_requests") / "reference_words.txt"
# Somebody waits for the answer to what they sent.
LOCK_WAIT_SECONDS = 2.0
PURGE_EVERY = timedelta(hours=1)
MAIL_LANGUAGES = ("fi", "sv")


class Office:
    """Knows who can be asked at this moment, and takes what is sent.

    Without keys or database it is closed: nothing can be asked, and people get the services' own contacts.

    Attributes:
        desk: takes requests; None when closed.
        inboxes: the last known picture of all inboxes, active or not.
        keyring: opens what people wrote; empty without keys.
        circumstances: what decides beside an inbox itself whether it is read.
    """

    def __init__(
        self,
        settings: Settings,
        engine: Engine | None,
        desk: Desk | None,
        texts: Texts,
        is_launched: bool,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.desk = desk
        self.inboxes: tuple[Inbox, ...] = ()
        self._settings = settings
        self._engine = engine
        self._texts = texts
        self.circumstances = Circumstances(
            is_launched, settings.has_mail, bool(settings.administrator_address)
        )
        self.keyring = Keyring.read(settings.encryption_keys.get_secret_value())
        self._clock = clock
        self._purged_at: datetime | None = None
        self._failing: set[str] = set()
        self._lacks_administrator = False
        self._is_closing = False

    @classmethod
    def open(
        cls,
        database_url: str,
        settings: Settings,
        texts: Texts,
        data_folder: Path,
        is_launched: bool,
        clock: Callable[[], datetime],
    ) -> "Office":
        """Return the office with its inboxes read; closed without keys or database."""
        if not settings.has_keys:
            get_logger().warning("help_requests_closed", reason="keys_missing")
            return cls(settings, None, None, texts, is_launched, clock)
        try:
            engine = build_engine(database_url, LOCK_WAIT_SECONDS)
        except Exception as error:
            get_logger().error("database_address_unusable", **describe_error(error))
            return cls(settings, None, None, texts, is_launched, clock)
        references = References.load(settings.reference_key.get_secret_value(), data_folder / WORDS)
        office = cls(settings, engine, None, texts, is_launched, clock)
        office.desk = Desk(engine, office.keyring, references, clock)
        office.refresh()
        return office

    @property
    def settings(self) -> Settings:
        """What the help requests were told from outside."""
        return self._settings

    def find_inbox(self, matter: Matter) -> Inbox | None:
        """Return the active inbox for the matter, None when nobody would read it now."""
        return choose_inbox(self._active(), matter) if self.desk else None

    def covers_kind(self, kind: str, needs: tuple[str, ...], places: tuple[str, ...]) -> bool:
        """Return whether a service of this kind in these places (codes) can be asked for through an inbox."""
        if self.desk is None:
            return False
        matters = [
            Matter(need, frozenset({kind}), None, place, place)
            for need in needs or (None,)
            for place in places
        ]
        return any(covers(inbox, matter) for inbox in self._active() for matter in matters)

    def refresh(self) -> None:
        """Read the inboxes anew; with the database lost, the last picture stays. Blocks."""
        if self._engine is None:
            return
        self._carry_out("inboxes_read_failed", self._read)

    async def keep_rounds(self) -> None:
        """Refresh, alert, deliver and erase for as long as the process runs."""
        while self._engine is not None:
            await asyncio.to_thread(self.make_round)
            await asyncio.sleep(self._settings.rounds_every_seconds)

    def make_round(self) -> None:
        """Do all that is due once; what fails is tried again in the next round. Blocks."""
        self.refresh()
        engine, now = self._engine, self._clock()
        if engine is None or not self.inboxes:
            return
        administrator = self._settings.administrator_address
        unclosed_days = self._settings.remind_unclosed_after_days
        # Each by itself: what fails on one request must hold up nobody else's mail.
        self._alert("unopened", lambda: alert_unopened(engine, administrator, now))
        self._alert("unanswered", lambda: alert_unanswered(engine, administrator, now))
        self._alert("unclosed", lambda: alert_unclosed(engine, administrator, unclosed_days, now))
        self._carry_out("remind_answered_failed", lambda: self._remind_answered(engine, now))
        if self._settings.has_mail:
            self._carry_out("delivery_failed", lambda: self._deliver(engine, administrator, now))
        self._carry_out("purge_failed", lambda: self._purge(engine, now))

    def stop(self) -> None:
        """Begin nothing new in the round that may be under way."""
        self._is_closing = True

    def close(self) -> None:
        """Close the database connections."""
        if self._engine is not None:
            self._engine.dispose()

    def _read(self) -> None:
        if self._engine is None:
            return
        self.inboxes = read_inboxes(self._engine)
        # The chain of alerts ends with the second handler then; said once, and anew when it begins anew.
        is_real = any(inbox.is_open and not inbox.is_demo for inbox in self.inboxes)
        lacks_administrator = is_real and not self.circumstances.has_administrator
        if lacks_administrator and not self._lacks_administrator:
            get_logger().warning("help_request_administrator_missing")
        self._lacks_administrator = lacks_administrator

    def _alert(self, lying: str, alert: Callable[[], int]) -> None:
        def work() -> None:
            if alert() and not self._settings.administrator_address:
                get_logger().error("help_request_lying", lying=lying)

        self._carry_out(f"alert_{lying}_failed", work)

    def _remind_answered(self, engine: Engine, now: datetime) -> None:
        alert_answered(engine, self._settings.erase_handled_after_days, now)

    def _purge(self, engine: Engine, now: datetime) -> None:
        if self._purged_at is None or now - self._purged_at >= PURGE_EVERY:
            purge(engine, self._settings, now)
            self._purged_at = now

    def _deliver(self, engine: Engine, administrator: str, now: datetime) -> None:
        """Send few at a time: a silent mail server must hold up neither the round nor the end for long."""
        report = DeliveryReport(sent=1)
        while report.sent and not (report.waiting or report.given_up or self._is_closing):
            report = deliver_due(engine, self._send, administrator, now)
        if report.waiting or report.given_up:
            get_logger().error("notices_unsent", waiting=report.waiting, given_up=report.given_up)

    def _active(self) -> list[Inbox]:
        now = self._clock()
        return [inbox for inbox in self.inboxes if inbox.is_active(now, self.circumstances)]

    def _send(self, kind: str, recipient: str, names: Mapping[str, str]) -> None:
        try:
            self._mail(kind, recipient, names)
        except (MailUnsentError, MailRefusedError):
            raise
        except Exception as error:
            get_logger().error("notice_failed", kind=kind, **describe_error(error))
            raise

    def _mail(self, kind: str, recipient: str, names: Mapping[str, str]) -> None:
        subject = self._texts.render(f"help_request.mail.{kind}.subject", MAIL_LANGUAGES[0]) or "Kynnys"
        body = "\n\n-- \n\n".join(self._write_mail(kind, language, names) for language in MAIL_LANGUAGES)
        send_mail(self._settings, recipient, subject, body)

    def _write_mail(self, kind: str, language: str, names: Mapping[str, str]) -> str:
        values = {"inbox": names.get(language) or names.get("fi") or "", "address": self._settings.staff_url}
        keys = [
            f"mail.{kind}.body",
            *(["mail.sign_in"] if self._settings.staff_url else []),
            "mail.signature",
        ]
        lines = [self._texts.render(f"help_request.{key}", language, values=values) or "" for key in keys]
        return "\n".join(lines)

    def _carry_out(self, event: str, work: Callable[[], None]) -> None:
        """Do it; a failure is logged under the event when it begins, not each time."""
        try:
            work()
        except Exception as error:
            if event not in self._failing:
                get_logger().error(event, **describe_error(error))
            self._failing.add(event)
        else:
            self._failing.discard(event)
