"""Joins the widget's modules as they are served: two files instead of thirty, and smaller when compressed.

Joining only spares slow networks the journeys: the modules would run as they stand, too. They stand below
each other as they are, so what one declares outside its functions must have a name that no other has: two
would be a mistake at which no browser runs the file (tests/api/test_widget_files.py names them).
"""

import re
from collections.abc import Mapping, Sequence

# In the order they are loaded: the first with every page that embeds Kynnys, the second with the chat.
ENTRIES = ("kynnys", "chat")
IMPORT = re.compile(r'(?:^|(?<=[;\n]))import(?:\{([^}]*)\}from)?"\./(\w+)\.mjs";')
EXPORT = re.compile(r"(?:^|(?<=[;}\n]))export (?=(?:async )?(?:class|function|const) (\w+))")


class WidgetModuleError(Exception):
    """Modules can't be joined; the message names them and says why."""


def join_modules(sources: Mapping[str, str]) -> dict[str, str]:
    """Return every module as it is served, by name; those that an entry holds are gone.

    Args:
        sources: minified modules by name.

    Raises:
        WidgetModuleError: modules import each other in a circle, or export the same name.
    """
    holders: dict[str, str] = {}
    joined: dict[str, str] = {}
    for entry in ENTRIES:
        inside = [name for name in list_needed(entry, sources) if name not in holders]
        holders |= dict.fromkeys(inside, entry)
        joined[entry] = join(entry, inside, sources, holders)
    others = {name: redirect(source, holders) for name, source in sources.items() if name not in holders}
    return joined | others


def list_needed(name: str, sources: Mapping[str, str], above: tuple[str, ...] = ()) -> list[str]:
    """Return the module and all that it needs, each after what it needs itself."""
    if name in above:
        raise WidgetModuleError(f"modules import each other in a circle: {' -> '.join((*above, name))}")
    needed: list[str] = []
    for _, other in IMPORT.findall(sources[name]):
        needed += [found for found in list_needed(other, sources, (*above, name)) if found not in needed]
    return [*needed, name]


def join(entry: str, inside: Sequence[str], sources: Mapping[str, str], holders: Mapping[str, str]) -> str:
    """Return the modules as one, which exports what those outside it import."""
    wanted = {word for name in sources if holders.get(name) != entry for word in list_words(sources[name])}
    exporters: dict[str, str] = {}
    taken: dict[str, set[str]] = {}
    lines: list[str] = []
    for name in inside:
        for words, other in IMPORT.findall(sources[name]):
            if words and holders[other] != entry:
                taken.setdefault(holders[other], set()).update(words.split(","))
        exported = EXPORT.findall(sources[name])
        for word in exported:
            if word in exporters:
                raise WidgetModuleError(f"{exporters[word]}.mjs and {name}.mjs both export {word}")
            exporters[word] = name
        lines.append(EXPORT.sub("", IMPORT.sub("", sources[name])).strip())
    imports = [f'import{{{",".join(sorted(words))}}}from"./{other}.mjs";' for other, words in taken.items()]
    # What is loaded on use is asked of the entry itself.
    asked = ",".join(word for word, name in exporters.items() if word in wanted or name == entry)
    return "\n".join([*imports, *lines, f"export{{{asked}}};"])


def list_words(source: str) -> list[str]:
    """Return the names that a module imports."""
    return [word for words, _ in IMPORT.findall(source) for word in words.split(",") if word]


def redirect(source: str, holders: Mapping[str, str]) -> str:
    """Return a module of its own with its imports led to where they are now."""

    def lead(found: re.Match[str]) -> str:
        words, other = found.groups()
        place = f'"./{holders.get(other, other)}.mjs";'
        return f"import{{{words}}}from{place}" if words else f"import{place}"

    return IMPORT.sub(lead, source)
