"""Tables in, docs/performance.md with them out; what people wrote around them stays."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Iterator

from benchmarks.measuring import Figure, Table
from benchmarks.sheets import ROOT

PAGE = ROOT / "docs" / "performance.md"
FIGURES = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def write(tables: Iterable[Table]) -> None:
    """Put the figures of today between the marks of the page."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), tables), encoding="utf-8")


def filled(page: str, tables: Iterable[Table]) -> str:
    """Give the page with these tables between its marks."""
    text = "\n".join([machine(), *(line for table in tables for line in lines(table))])
    return FIGURES.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page)


def machine() -> str:
    """Describe the machine in general terms."""
    return f"Measured on {platform.system()} with {os.cpu_count()} cores, Python {platform.python_version()}."


def lines(table: Table) -> Iterator[str]:
    """Write one table as Markdown."""
    yield from (
        "",
        f"## {table.title}",
        "",
        table.how,
        "",
        "| What | Measured | Target | Met |",
        "| --- | --- | --- | --- |",
    )
    yield from (f"| {one.what} | {one.result} | {one.target} | {met(one)} |" for one in table.figures)


def met(figure: Figure) -> str:
    """Say whether a target is met."""
    return "" if figure.met is None else "yes" if figure.met else "**no**"
