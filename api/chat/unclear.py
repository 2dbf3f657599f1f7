"""Where a message that was not understood is kept when its writer lets staff read it; off by default."""

import asyncio
import hmac
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from api.logs import describe_error, get_logger
from curation import unclear_messages
from database.connections import is_lock_error, retry_when_locked

ERASE_EVERY_SECONDS = 3600
LONGEST_WAIT_SECONDS = 3
Result = TypeVar("Result")


class UnclearMessages:
    """Keeps and forgets messages; the conversation's id itself is never stored.

    Args:
        engine: of the database.
        secret_key: makes the hashes, so that nobody without it can tell a conversation's messages.
        mask: takes names and numbers out; nothing is stored without it.
        is_on: whether anything is kept; what was kept before is forgotten and erased all the same.
    """

    def __init__(
        self,
        engine: Engine,
        secret_key: str,
        mask: Callable[[str], str],
        is_on: bool,
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._secret_key = secret_key.encode()
        self._mask = mask
        self._clock = clock
        self._under_way: set[asyncio.Task[bool]] = set()
        self.is_on = is_on

    def hash_text(self, conversation_id: str, text: str) -> str:
        """Return what a message is known by while it may be kept."""
        return self._hash("text", conversation_id, text)

    async def keep(self, conversation_id: str, language: str, text: str) -> bool:
        """Keep the text without names and numbers; False when that can't be done."""
        now, conversation = self._clock(), self._hash("conversation", conversation_id)
        try:
            masked = self._mask(text)
            return await self._work(
                lambda session: unclear_messages.keep(session, now, conversation, language, masked)
            )
        except Exception as error:
            get_logger().error("unclear_message_not_kept", **describe_error(error))
            return False

    async def forget(self, conversation_id: str) -> bool:
        """Delete everything kept of the conversation; return whether that is certain."""
        conversation = self._hash("conversation", conversation_id)
        try:
            await self._work(lambda session: unclear_messages.forget(session, conversation))
        except (OperationalError, ProgrammingError) as error:
            # Where the table was never made nothing was ever kept.
            return _lacks_table(error)
        except Exception as error:
            get_logger().error("unclear_messages_not_forgotten", **describe_error(error))
            return False
        return True

    def forget_soon(self, conversation_id: str) -> None:
        """Delete everything kept of the conversation without anybody waiting for it."""
        task = asyncio.create_task(self.forget(conversation_id))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def keep_erasing(self) -> None:
        """Delete what is old, every hour for as long as the process runs."""
        while True:
            try:
                await self._work(lambda session: unclear_messages.erase_old(session, self._clock()))
            except Exception as error:
                get_logger().error("unclear_messages_not_erased", **describe_error(error))
            await asyncio.sleep(ERASE_EVERY_SECONDS)

    async def _work(self, act: Callable[[Session], Result]) -> Result:
        def transaction() -> Result:
            with Session(self._engine) as session, session.begin():
                return act(session)

        async with asyncio.timeout(LONGEST_WAIT_SECONDS):
            return await asyncio.to_thread(retry_when_locked, transaction, 2)

    def _hash(self, *parts: str) -> str:
        return hmac.new(self._secret_key, "\x00".join(parts).encode(), sha256).hexdigest()


def _lacks_table(error: OperationalError | ProgrammingError) -> bool:
    text = str(error.orig).lower()
    is_missing = "no such table" in text or ("does not exist" in text and "relation" in text)
    if not is_missing and not (isinstance(error, OperationalError) and is_lock_error(error)):
        get_logger().error("unclear_messages_not_forgotten", **describe_error(error))
    return is_missing
