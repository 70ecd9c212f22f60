"""The shapes of the formats in, a table of the keys of each kind of item out, at its marker in a page.

A marker is a line `<!-- keys: question -->`; the table below it is made, everything around it is written by people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlgate.loading import shape as shapes

MARKED = re.compile(r"^(<!-- keys: ([a-z ]+) -->\n)(?:\n\|(?:.*\n\|)*.*\n)?", re.MULTILINE)
MOST_NAMED = 4
CONDITION = "[condition](expression-language.md)"


def with_tables(page: str) -> str:
    """Give a page with the tables of today below its markers."""
    return MARKED.sub(lambda found: f"{found[1]}\n{keys_of(tables()[found[2]])}\n", page)


def tables() -> dict[str, shapes.Table]:
    """Give every kind of item that has a table of its own, by what messages call it."""
    from mlgate.loading import format as formats

    roots = (formats.RULESET, *formats.SECTIONS.values(), formats.CHOICE, formats.SOURCE)
    return {one.name: one for one in (*roots, formats.CASE, formats.ANSWERS, formats.ANSWER)}


def keys_of(table: shapes.Table) -> str:
    """Write the keys of a table, those of small tables inside it behind a point."""
    from making.pages import table as lines

    return lines(("Key", "Takes", "Meaning"), list(_rows(table)))


def _rows(table: shapes.Table, before: str = "") -> Iterator[tuple[str, str, str]]:
    from making.pages import code, prose

    for name, key in table.keys.items():
        needed = "**required**, " if key.required else ""
        takes = "per item: the fields to change" if name == "override" else taken(key.shape)
        yield code(before + name), needed + takes, prose(key.doc)
        inner = _inside(key.shape)
        if inner is not None:
            yield from _rows(inner, f"{before}{name}.")


def _inside(shape: shapes.Shape) -> shapes.Table | None:
    """Give the table that stands behind a key itself, and not behind ids or in a section of its own."""
    from mlgate.loading import shape as shapes

    match shape:
        case shapes.Table():
            return shape
        case shapes.Either(_, shapes.Listing(shapes.Table() as table)):
            return table
    return None


def taken(shape: shapes.Shape) -> str:
    """Say in a few words what may stand behind a key."""
    from making.pages import code
    from mlgate.loading import shape as shapes

    match shape:
        case shapes.Text():
            return "text"
        case shapes.Id():
            return "id"
        case shapes.Ref(of):
            return f"{of} id"
        case shapes.Whole(low, high):
            return code(str(low)) if low == high else f"whole number, {low} to {high}"
        case shapes.Amount():
            return "number, with its unit"
        case shapes.Span():
            return "duration"
        case shapes.Day():
            return "date"
        case shapes.OneOf(words):
            return ", ".join(code(word) for word in words)
        case shapes.Flag():
            return "`true` or `false`"
        case shapes.Expression(formula):
            return f"{CONDITION} or formula" if formula else CONDITION
        case shapes.Anything():
            return "answer"
        case shapes.Table(name) if name in tables():
            return f"[{name}](#{name}s)"
        case shapes.Table(_, keys):
            few = [*keys][:MOST_NAMED]
            return code(f"{{{', '.join(few)}{', ...' if len(keys) > MOST_NAMED else ''}}}")
        case shapes.Many(item):
            return f"{taken(item)}, or a list"
        case shapes.Listing(shapes.Table(name)) if name in tables():
            return f"list of [{name}s](#{name}s)"
        case shapes.Listing(item):
            return f"list of {taken(item)}"
        case shapes.Keyed(key, item):
            known = key.of if isinstance(key, shapes.Id | shapes.Ref) else "code"
            return f"per {known}: {taken(item)}"
        case shapes.Either(scalar, nested):
            return f"{taken(scalar)}, or {taken(nested)}"
