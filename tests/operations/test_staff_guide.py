"""The guide for staff: each picture is described and shown, and what is wrong is said plainly."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from operations.staff_guide.command import MARK, put_in_place, write_staff_guide
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


def make_guide(folder: Path, text: str) -> Path:
    """A guide that is made but not yet in place."""
    (folder / "pictures").mkdir(parents=True)
    (folder / "index.html").write_text(text, encoding="utf-8")
    return folder


def read_all(folder: Path) -> dict[str, str]:
    """Every file of a folder with its text."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


@pytest.mark.parametrize("name", ["letter.txt", "pictures/cat.png", "index.html"])
def test_a_folder_with_anything_else_in_it_stays_as_it_is(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused at once, before any picture is taken, also when it looks like a guide."""
    (source := tmp_path / "source").mkdir()
    (file := tmp_path / "other" / name).parent.mkdir(parents=True)
    file.write_text("tärkeä", encoding="utf-8")
    assert write_staff_guide(tmp_path / "other", write_sources(source)) == 1
    assert "--into" in capsys.readouterr().err
    with pytest.raises(GuideError, match="did not write"):
        put_in_place(make_guide(tmp_path / "made", "uusi"), tmp_path / "other")
    assert read_all(tmp_path / "other") == {name: "tärkeä"}


def test_a_file_is_no_place_for_a_guide(tmp_path: Path) -> None:
    (tmp_path / "guide").write_text("tärkeä", encoding="utf-8")
    with pytest.raises(GuideError, match="did not write"):
        put_in_place(make_guide(tmp_path / "made", "uusi"), tmp_path / "guide")
    assert (tmp_path / "guide").read_text(encoding="utf-8") == "tärkeä"


def test_an_older_guide_is_replaced_whole(tmp_path: Path) -> None:
    """Nothing of the old one is left, and nothing beside it."""
    place = tmp_path / "place" / "guide"
    for text in ("vanha", "uusi"):
        made = make_guide(tmp_path / text, text)
        (made / f"{text}.html").write_text(text, encoding="utf-8")
        put_in_place(made, place)
    found = read_all(place)
    assert set(found) == {MARK, "index.html", "uusi.html"}
    assert found["index.html"] == "uusi"
    assert [path.name for path in place.parent.iterdir()] == ["guide"]


def test_a_link_to_a_guide_goes_on_leading_to_it(tmp_path: Path) -> None:
    (real := tmp_path / "real").mkdir()
    (tmp_path / "guide").symlink_to(real)
    put_in_place(make_guide(tmp_path / "made", "uusi"), tmp_path / "guide")
    assert (tmp_path / "guide").is_symlink()
    assert (real / "index.html").read_text(encoding="utf-8") == "uusi"


@pytest.mark.parametrize("fails_at", ["copytree", "rename"])
def test_the_older_guide_stays_when_the_new_one_cannot_be_put_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: str
) -> None:
    """A full disk in the midst of copying, or a name that can't be given."""
    place = tmp_path / "place" / "guide"
    put_in_place(make_guide(tmp_path / "old", "vanha"), place)
    made, rename = make_guide(tmp_path / "made", "uusi"), Path.rename

    def fail(source: Path, target: Path) -> Path:
        if source.name == "new" or fails_at == "copytree":
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(source, target)

    if fails_at == "copytree":
        monkeypatch.setattr("operations.staff_guide.command.shutil.copytree", fail)
    else:
        monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(GuideError, match="No space left"):
        put_in_place(made, place)
    assert read_all(place)["index.html"] == "vanha"
    assert [path.name for path in place.parent.iterdir()] == ["guide"]
