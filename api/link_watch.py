"""Checks the catalogue's links: round after round beside the requests when told to, and one when asked."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from api.logs import describe_error, get_logger
from curation.asked_link_checks import LinkInspector
from curation.link_checks import LinkChecker
from curation.link_settings import LinkCheckSettings
from curation.link_visits import Visitor


class LinkWatch:
    """Makes round after round; without a checker it rests.

    Attributes:
        inspector: checks one link when somebody asks, also while the watch rests.
    """

    def __init__(
        self, checker: LinkChecker | None, inspector: LinkInspector, rounds_every_seconds: float
    ) -> None:
        self.inspector = inspector
        self._checker = checker
        self._rounds_every_seconds = rounds_every_seconds
        self._has_failed = False

    @classmethod
    def open(cls, engine: Engine, settings: LinkCheckSettings, clock: Callable[[], datetime]) -> "LinkWatch":
        """Return the watch; at rest unless the settings say otherwise."""
        visitor = Visitor(settings.user_agent, settings.pause_seconds, settings.time_out_seconds)
        checker = LinkChecker(engine, visitor, uuid.uuid4().hex, clock) if settings.enabled else None
        return cls(checker, LinkInspector(engine, visitor, clock), settings.rounds_every_seconds)

    async def keep_watching(self) -> None:
        """Make rounds for as long as the process runs; what fails is tried again in the next one."""
        while self._checker is not None:
            await asyncio.sleep(self._rounds_every_seconds)
            await self._make_round(self._checker)

    async def close(self) -> None:
        """Close connections, and let another replica go on."""
        try:
            # Both visit through the same one.
            await (self._checker or self.inspector.visitor).close()
        except Exception as error:
            get_logger().warning("link_check_not_closed", **describe_error(error))

    async def _make_round(self, checker: LinkChecker) -> None:
        try:
            report = await checker.make_round()
        except Exception as error:
            if not self._has_failed:
                get_logger().error("link_check_failed", **describe_error(error))
            self._has_failed = True
            return
        self._has_failed = False
        if report is not None and report.is_offline:
            get_logger().warning("link_check_offline")
        elif report is not None and report.checked:
            get_logger().info(
                "links_checked", checked=report.checked, died=len(report.died), revived=len(report.revived)
            )
