"""The guide for staff: each picture is described and shown, and what is wrong is said plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

from operations.staff_guide.command import put_in_place, write_staff_guide
from operations.staff_guide.sources import (
    GuideError,
    find_mismatches,
    read_guides,
    read_pictures,
)

PICTURES = "start: {as: editor, open: /staff}\n"
FIRST = "# Opas\n\n![Etusivu](pictures/start.png)\n\n[Luvut](figures.md)\n"


def write_sources(folder: Path, pictures: str = PICTURES, first: str = FIRST) -> Path:
    (folder / "README.md").write_text(first, encoding="utf-8")
    (folder / "figures.md").write_text("# Luvut\n", encoding="utf-8")
    (folder / "pictures.yml").write_text(pictures, encoding="utf-8")
    return folder


def test_each_picture_of_the_guides_is_described_and_each_described_one_is_shown() -> None:
    """And each says in the guide what is seen in it, in a whole sentence."""
    guides, pictures = read_guides(), read_pictures()
    assert find_mismatches(guides, pictures) == []
    alts = [alt for guide in guides for alt, _ in guide.images]
    assert len(alts) == len(pictures) > 30
    assert [alt for alt in alts if len(alt) < 20 or not alt.endswith(".")] == []


def test_guides_come_in_the_order_of_the_first_page() -> None:
    guides = read_guides()
    assert guides[0].page == "index.html"
    assert {"accounts.html", "editing.html", "help-requests.html"} <= {guide.page for guide in guides}


def test_what_does_not_agree_is_named(tmp_path: Path) -> None:
    first = "# Opas\n\n![](pictures/start.png) ![Toinen](pictures/other.png)\n\n[Luvut](figures.md)\n"
    source = write_sources(tmp_path, PICTURES + "unused: {as: editor, open: /staff}\n", first)
    found = find_mismatches(read_guides(source), read_pictures(source / "pictures.yml"))
    assert found == [
        "pictures.yml describes no picture other",
        "no guide shows the picture unused",
        "README.md: say what is seen in start",
    ]


@pytest.mark.parametrize(
    ("pictures", "told"),
    [
        ("start: {as: editor}\n", "start: open is missing"),
        ("start: {as: editor, open: /staff, wide: 3}\n", "start: unknown wide"),
        ("start: {as: editor, open: /staff, steps: [{jump: high}]}\n", "unknown act jump"),
        ("Start: {as: editor, open: /staff}\n", "small letters"),
        ("start: /staff\n", "start"),
    ],
)
def test_a_picture_described_wrongly_is_named(tmp_path: Path, pictures: str, told: str) -> None:
    with pytest.raises(GuideError, match=told):
        read_pictures(write_sources(tmp_path, pictures) / "pictures.yml")


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("Opas\n", "heading"),
        ("# Opas\n", "figures.md"),
        ("# Opas\n\n[Luvut](figures.md) ![Kuva](https://example.fi/kuva.png)\n", "write pictures as"),
    ],
)
def test_a_first_page_written_wrongly_is_named(tmp_path: Path, first: str, told: str) -> None:
    with pytest.raises(GuideError, match=told):
        read_guides(write_sources(tmp_path, first=first))


def test_without_chromium_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (source := tmp_path / "source").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert write_staff_guide(tmp_path / "guide", write_sources(source)) == 1
    assert "apt-get install chromium" in capsys.readouterr().err
    assert not (tmp_path / "guide").exists()


def test_without_the_test_environment_the_command_says_how_to_make_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (source := tmp_path / "source").mkdir()
    monkeypatch.setitem(__import__("sys").modules, "operations.staff_guide.camera", None)
    assert write_staff_guide(tmp_path / "guide", write_sources(source)) == 1
    assert "python3 -m operations prepare --with-tests" in capsys.readouterr().err


def test_only_an_older_guide_is_replaced(tmp_path: Path) -> None:
    """A folder with anything else in it stays as it is."""
    (made := tmp_path / "made" / "pictures").mkdir(parents=True)
    (other := tmp_path / "other").mkdir()
    (other / "letter.txt").write_text("tärkeä")
    with pytest.raises(GuideError, match="--into"):
        put_in_place(made.parent, other)
    assert (other / "letter.txt").read_text() == "tärkeä"
    for _ in range(2):
        put_in_place(made.parent, tmp_path / "guide")
    assert (tmp_path / "guide" / "pictures").is_dir()
