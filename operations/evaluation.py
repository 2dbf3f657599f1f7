"""Send labelled messages through the running system and report how well it understood them.

The file format (JSON Lines) is described in docs/evaluation.md.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import httpx

from operations.evaluation_report import draw, print_report
from operations.labelled_messages import read_messages
from operations.outcome import Outcome, outcome_of
from operations.proportion import Proportion
from operations.regression import find_losses, keep, read_kept

AT_ONCE = 4


async def send_all(messages: Sequence[dict[str, Any]], address: str) -> list[Outcome]:
    """Send every message in a conversation of its own, a few at a time; the page's language is Finnish."""
    places = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=address, timeout=10, trust_env=False) as client:

        async def send(message: dict[str, Any]) -> Outcome:
            async with places:
                answer = await client.post("/v1/messages", json={"text": message["text"]})
                answer.raise_for_status()
                return outcome_of(message, answer.json())

        return await asyncio.gather(*(send(message) for message in messages))


def measure(outcomes: Sequence[Outcome]) -> dict[str, Proportion]:
    """Return each measure over these outcomes; one without a message to measure on has n = 0."""
    with_need = [o for o in outcomes if o.kind == "need"]
    crises = [o for o in outcomes if o.crisis]
    calm = [o for o in outcomes if o.is_calm]
    with_age = [o for o in outcomes if o.age is not None]
    without_age = [o for o in outcomes if o.age is None]
    with_place = [o for o in outcomes if o.municipality]
    without_place = [o for o in outcomes if not o.municipality]
    return {
        "need right first": Proportion.of(o.need_is_first for o in with_need),
        "need in first three": Proportion.of(o.need_is_in_first_three for o in with_need),
        "right kind of service in first reply": Proportion.of(o.right_kind_shown for o in with_need),
        "danger noticed (either level)": Proportion.of(o.danger_is_noticed for o in crises),
        "danger kind right": Proportion.of(o.understood["danger"] == o.crisis for o in crises),
        "acute danger noticed as acute": Proportion.of(
            o.acute_is_noticed for o in crises if o.level == "acute"
        ),
        "false alarm (either level)": Proportion.of(o.danger_is_noticed for o in calm),
        "false alarm (acute)": Proportion.of(o.acute_is_noticed for o in calm),
        "false acute alarm on need messages": Proportion.of(
            o.acute_is_noticed for o in with_need if not o.crisis
        ),
        "act right": Proportion.of(o.act_is_right for o in outcomes if o.kind == "act"),
        "out of scope shown no service": Proportion.of(
            not o.shown_kinds for o in outcomes if o.kind == "oos"
        ),
        "age right where stated": Proportion.of(o.understood["age"] == o.age for o in with_age),
        "age null where not stated": Proportion.of(o.understood["age"] is None for o in without_age),
        "municipality right where stated": Proportion.of(
            o.understood["municipality"] == o.municipality for o in with_place
        ),
        "municipality null where not stated": Proportion.of(
            o.understood["municipality"] is None for o in without_place
        ),
        # Who asks for another language is rightly answered in that one.
        "language right": Proportion.of(
            o.reply_language == o.lang for o in outcomes if o.act != "change_language"
        ),
    }


def confusions(outcomes: Iterable[Outcome]) -> list[tuple[str, str, int]]:
    """Return (true need, need it was taken for, how often), most frequent first."""
    pairs = Counter(
        (o.need, o.understood["need"] or o.understood["act"] or "nothing")
        for o in outcomes
        if o.kind == "need" and o.need and not o.need_is_first
    )
    return [(true, taken, count) for (true, taken), count in pairs.most_common()]


def evaluate(
    files: Sequence[Path], address: str, report: Path, kept: Path | None = None, keeps: bool = False
) -> int:
    """Evaluate the running system on the files, print the measures and write JSON and a picture.

    Args:
        kept: the outcomes kept earlier for these files, to compare with.
        keeps: whether to keep these outcomes there instead.

    Returns:
        The exit code: 0; 1 with one line when a file is wrong or the system does not answer, or with the list
        of what was lost when too much was.
    """
    try:
        outcomes = asyncio.run(send_all(read_messages(files), address))
    except (OSError, ValueError) as error:
        print(error)
        return 1
    except httpx.HTTPError as error:
        print(f"{address} does not answer as it should ({error!r}). Start Kynnys with `make run` first.")
        return 1
    languages = sorted({outcome.lang for outcome in outcomes})
    measures = {"all": measure(outcomes)}
    measures |= {language: measure([o for o in outcomes if o.lang == language]) for language in languages}
    confused = confusions(outcomes)
    missed = [o for o in outcomes if o.crisis and not o.danger_is_noticed]
    alarms = [o for o in outcomes if o.danger_level and o.is_calm]
    print_report(measures, confused, missed, alarms)

    report.mkdir(parents=True, exist_ok=True)
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H%M%SZ")
    written = {
        "at": now,
        "files": [file.name for file in files],
        "measures": {
            group: {name: asdict(value) for name, value in values.items()}
            for group, values in measures.items()
        },
        "confusions": confused,
        "outcomes": [asdict(outcome) for outcome in outcomes],
    }
    (report / f"{now}.json").write_text(json.dumps(written, ensure_ascii=False, indent=1), encoding="utf-8")
    draw(measures, report / f"{now}.png")
    print(f"\nWritten: {report / now}.json and .png")
    if kept and keeps:
        keep(outcomes, kept)
        print(f"Kept as what later changes are compared with: {kept}")
        return 0
    return _compare(outcomes, kept) if kept else 0


def _compare(outcomes: Sequence[Outcome], kept: Path) -> int:
    """Print what was lost since the kept outcomes and return the exit code."""
    try:
        losses = find_losses(outcomes, read_kept(kept))
    except ValueError as error:
        print(error)
        return 1
    print(f"\nSince {kept} was kept:")
    for loss in losses:
        change = f"{0.0 - loss.points:+5.1f} points (p = {loss.chance:.2f})"
        print(f"  {loss.measure:24} {change}, {len(loss.messages)} lost")
    failed = [loss for loss in losses if loss.counts]
    for loss in failed:
        print(f"\nLost: {loss.measure}")
        for text in loss.messages:
            print(f"  {text}")
    return 1 if failed else 0
