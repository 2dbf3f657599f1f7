"""Command line: `python -m assistant train`, `serve`, `compare` and `compare-stock`."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from assistant.server import ModelMissingError, exit_with, serve
from assistant.settings import SettingError, Settings
from assistant.training import TrainingError, train


def main(arguments: list[str] | None = None) -> None:
    """Runs one command; ends with one clear line and a non-zero code when it cannot."""
    parser = argparse.ArgumentParser(prog="python -m assistant", description="The assistant of Kynnys.")
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="answer the front door")
    serving.add_argument("--port", type=int)
    serving.add_argument("--model", type=Path, help="folder of models")
    training = commands.add_parser("train", help="train the model if its inputs changed")
    training.add_argument("--model", type=Path, help="folder of models")
    training.add_argument("--force", action="store_true", help="train even if nothing changed")
    comparing = commands.add_parser("compare", help="compare features and models on the development set")
    comparing.set_defaults(model=None)
    stock = commands.add_parser("compare-stock", help="compare stock DIET with our model on a small sample")
    stock.set_defaults(model=None)
    chosen = parser.parse_args(arguments)
    try:
        settings = Settings.from_environment()
        if chosen.model:
            settings = replace(settings, models=chosen.model)
        if chosen.command == "train":
            train(settings, chosen.force)
        elif chosen.command == "compare":
            # Imported here: serving needs none of it.
            from assistant.comparison import compare

            compare()
        elif chosen.command == "compare-stock":
            from assistant.stock_comparison import compare_with_stock

            compare_with_stock(settings)
        else:
            serve(replace(settings, port=chosen.port) if chosen.port else settings)
    except (SettingError, ModelMissingError, TrainingError) as error:
        exit_with(str(error))


if __name__ == "__main__":
    main()
