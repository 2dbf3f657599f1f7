"""The widget as it is served: joined, without comments, known again, and small."""

import re
from pathlib import Path

import httpx
import pytest

from api.widget_files import WidgetFiles, tighten
from api.widget_modules import WidgetModuleError, join_modules
from tests.api.standins import OpenDoor

FOLDER = Path("widget")
FILES = WidgetFiles(FOLDER)


def test_comments_are_gone_and_words_stay() -> None:
    """Neither ours nor the types in them; what stands in strings is untouched."""
    chat = FILES.files["chat.mjs"].content.decode()

    assert "/**" not in chat
    assert "@param" not in chat
    assert "https://www.openstreetmap.org/search" in chat
    assert "https://www.ilmatieteenlaitos.fi/" in FILES.files["kynnys.mjs"].content.decode()


def test_every_module_is_in_one_file_only() -> None:
    """A class that existed twice would share nothing with itself."""
    served = "\n".join(file.content.decode() for name, file in FILES.files.items() if name.endswith(".mjs"))

    for path in FOLDER.glob("*.mjs"):
        for name in re.findall(r"^export class (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert len(re.findall(rf"\bclass {name}\b", served)) == 1, name


def test_modules_find_what_they_import() -> None:
    """Each stands after what it needs, and those loaded on use find theirs in the joined file."""
    joined = join_modules(
        {
            "one": "const secret=1;export const a=secret;export function b(){return a;}",
            "kynnys": 'import{a}from"./one.mjs";export class K{}',
            "two": 'import{b}from"./one.mjs";export const c=b();',
            "chat": 'import{c}from"./two.mjs";import"./one.mjs";export class Chat{}',
            "later": 'import{c}from"./two.mjs";import{b}from"./one.mjs";c(b);',
        }
    )

    assert set(joined) == {"kynnys", "chat", "later"}
    assert joined["kynnys"].startswith("const secret=1;const a=secret;function b(){return a;}\nclass K{}")
    assert joined["kynnys"].endswith("export{b,K};")
    assert joined["chat"].startswith('import{b}from"./kynnys.mjs";')
    assert joined["later"] == 'import{c}from"./chat.mjs";import{b}from"./kynnys.mjs";c(b);'


def test_no_name_outside_functions_stands_in_two_modules() -> None:
    """Joined they stand in one file: the second would be a mistake in all of it."""
    # Stands alone on the plain pages, and is never joined.
    paths = [path for path in FOLDER.glob("*.mjs") if path.stem != "plain_exit"]
    declared = re.compile(r"^(?:export )?(?:async )?(?:class|function\*?|const|let) (\w+)", re.MULTILINE)
    places: dict[str, list[str]] = {}
    for path in paths:
        for name in declared.findall(path.read_text(encoding="utf-8")):
            places.setdefault(name, []).append(path.name)

    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_mistakes_are_named_when_modules_cannot_be_joined() -> None:
    """A circle, or one name twice."""
    with pytest.raises(WidgetModuleError, match="circle: kynnys -> one -> kynnys"):
        join_modules({"kynnys": 'import{a}from"./one.mjs";', "one": 'import"./kynnys.mjs";', "chat": ""})
    with pytest.raises(WidgetModuleError, match=r"one\.mjs and kynnys\.mjs both export a"):
        join_modules(
            {"kynnys": 'import"./one.mjs";export const a=1;', "one": "export const a=2;", "chat": ""}
        )


def test_style_sheets_are_had_at_once_by_their_names() -> None:
    """Only those that exist, and not without end."""
    both = FILES.find("theme+base.css")

    assert both is not None
    assert b"--kynnys-accent" in both.content
    assert b"all:initial" in both.content
    assert FILES.find("theme+nothing.css") is None
    assert FILES.find("+".join(["theme"] * 13) + ".css") is None


def test_needless_commas_and_semicolons_go_and_strings_stay() -> None:
    """What jsmin leaves before a bracket; words for people may hold the same."""
    assert tighten("call({a:[1,2,],},);if(b){c();}") == "call({a:[1,2]});if(b){c()}"
    assert tighten('tell("so,) it;} \\"is,]",);') == 'tell("so,) it;} \\"is,]");'
    assert tighten("for(;;){a,b}") == "for(;;){a,b}"


async def test_file_is_known_again_when_it_did_not_change(open_door: OpenDoor) -> None:
    """Compressed, cacheable, readable by other sites, and 304 by its tag."""
    door = open_door(allowed_origins=["https://kaupunki.example"])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(door.app), base_url="http://front.door"
    ) as client:
        origin = {"Origin": "https://kaupunki.example"}
        first = await client.get("/widget/kynnys.mjs", headers=origin)
        again = await client.get("/widget/kynnys.mjs", headers={"If-None-Match": first.headers["etag"]})
        missing = await client.get("/widget/nothing.mjs")

    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["access-control-allow-origin"] == "https://kaupunki.example"
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age" in first.headers["cache-control"]
    assert again.status_code == 304
    assert missing.status_code == 404


async def test_demo_is_served_outside_production_only(open_door: OpenDoor) -> None:
    """With the policy that docs/embedding.md asks of a city."""
    statuses = []
    for environment in ("development", "production"):
        door = open_door(environment=environment, secret_key="k" * 40)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(door.app), base_url="http://front.door"
        ) as client:
            page = await client.get("/demo")
            statuses.append(page.status_code)
            if environment == "development":
                policy = page.headers["content-security-policy"]

    assert statuses == [200, 404]
    assert "script-src http://front.door; connect-src http://front.door" in policy
    assert "unsafe" not in policy
