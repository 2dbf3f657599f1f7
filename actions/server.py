"""The action server: rasa-sdk's web application with our actions, on one address, without its banner."""

import logging
import warnings
from typing import Any

import httpx
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

from actions.catalogue import CatalogueClient
from actions.conversation import Conversation
from actions.rasa_actions import ACTIONS
from actions.reference_data import ReferenceData
from actions.settings import Settings

# The catalogue is one process away: a few connections are reused, and none is waited for longer than a try.
MOST_CONNECTIONS = 100

App = Sanic[Any, Any]


def build_app(settings: Settings) -> App:
    """Return the web application with `/webhook` (Rasa calls it) and `/health`."""
    http = httpx.AsyncClient(
        base_url=settings.catalogue_url,
        timeout=settings.match_timeout_seconds,
        limits=httpx.Limits(max_connections=MOST_CONNECTIONS),
        trust_env=False,  # An HTTP proxy from the environment must not see what people ask for.
    )
    catalogue = CatalogueClient(http, settings.match_timeout_seconds, settings.turn_budget_seconds)
    conversation = Conversation(
        ReferenceData.load(settings.data_folder), catalogue, settings.turn_budget_seconds
    )
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(conversation))
    app: App = create_app(executor, cors_origins=[])

    async def close_connections(_: App) -> None:
        await http.aclose()

    app.register_listener(close_connections, "after_server_stop")

    return app


def serve(settings: Settings) -> None:
    """Serve until stopped, in this one process. Logs hold names, states and times, never a message."""
    # Rasa 3.6.21 with rasa-sdk 3.21 is tested (docs/adr/0002); the warning would stand at every first call.
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logger = logging.getLogger("actions")
    logger.setLevel(logging.INFO)
    app = build_app(settings)
    logger.info("ready: address=http://%s:%s", settings.host, settings.port)
    app.run(host=settings.host, port=settings.port, single_process=True, motd=False, access_log=False)
