"""The measuring command."""

import json
from pathlib import Path

from api.danger import DangerScreen
from api.danger.measurement import measure, to_report


def test_rates_are_told_per_language_when_a_file_is_measured(screen: DangerScreen, tmp_path: Path) -> None:
    """Counts, rates and each alarm with its rule are printed."""
    path = tmp_path / "sentences.jsonl"
    rows = [("fi", "tavallinen päivä"), ("fi", "aion tappaa itseni"), ("sv", "jag vill dö")]
    path.write_text("\n".join(json.dumps({"text": t, "lang": lang}) for lang, t in rows), encoding="utf-8")
    measurement = measure(screen, path)
    assert measurement.count_alarms("fi", "acute") == 1
    assert measurement.count_alarms(None, None) == 2
    report = "\n".join(to_report(measurement))
    assert "50.00%" in report
    assert "aion tappaa itseni" in report
