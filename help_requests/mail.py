"""Mails a notice over SMTP. No notice holds anything of a person."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from help_requests.settings import Settings


class MailUnsentError(Exception):
    """The mail did not go this time; trying again may help. Holds the kind of error, never its words."""


class MailRefusedError(Exception):
    """The server refuses this recipient for good."""


def send_mail(settings: Settings, recipient: str, subject: str, body: str) -> None:
    """Send one mail; blocks at most the time limit for each answer of the server.

    Raises:
        MailUnsentError: try again later. MailRefusedError: this address takes no mail.
    """
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.smtp_sender, recipient, subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=settings.smtp_sender.rpartition("@")[2] or "kynnys")
    # Nobody's holiday reply should come back here.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    try:
        with _connect(settings) as server:
            if settings.smtp_username:
                server.login(settings.smtp_username, settings.smtp_password.get_secret_value())
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if codes and min(codes) >= 500:
            raise MailRefusedError(type(error).__name__) from None
        raise MailUnsentError(type(error).__name__) from None
    except (OSError, smtplib.SMTPException) as error:
        raise MailUnsentError(type(error).__name__) from None


def _connect(settings: Settings) -> smtplib.SMTP:
    host, port, seconds = settings.smtp_host, settings.smtp_port, settings.smtp_timeout_seconds
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=seconds, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port, timeout=seconds)
    if settings.smtp_security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server
