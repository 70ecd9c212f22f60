"""A conclusion and the name of a format in, the report in that format out."""

from __future__ import annotations

import os
import sys
from typing import Literal, TypeVar

from mlgate.commands.conclude import Conclusion, as_json, report_of
from mlgate.commands.output import height_of, wants_colour, width_of
from mlgate.files import unreadable

Format = Literal["terminal", "markdown", "html", "json"]
Named = TypeVar("Named", bound=str)
_BY_ENDING: dict[str, Format] = {".md": "markdown", ".html": "html", ".htm": "html", ".json": "json"}


def one_format(format: Named | None, json: bool) -> Named | Literal["json"] | None:
    """Give the format that `--format` and `--json` name, None where neither does; both may name JSON."""
    if not json:
        return format
    if format not in (None, "json"):
        raise unreadable(f"--json and --format {format} contradict each other", "give one of them")
    return "json"


def chosen_format(format: Format | None, json: bool, output: str | None) -> Format:
    """Choose the format: the one named, else the one that the output file's ending means, else the terminal."""
    ending = os.path.splitext(output or "")[1].lower()
    return one_format(format, json) or _BY_ENDING.get(ending, "terminal")


def rendered(conclusion: Conclusion, format: Format, *, flavor: str = "portable", colour: str = "auto") -> str:
    """Write the whole report."""
    if format == "json":  # needs no report, which takes longer to import and build than the object itself
        return as_json(conclusion)
    report = report_of(conclusion)
    if format == "markdown":
        from mlgate.rendering import markdown

        return markdown.render(report, flavor="github" if flavor == "github" else "portable")
    if format == "html":
        from mlgate.rendering import html

        return html.render(report)
    from mlgate.rendering import terminal

    glyphs = terminal.glyphs_for(getattr(sys.stdout, "encoding", None) or "ascii")
    return terminal.full(report, width_of(), colour=wants_colour(colour), glyphs=glyphs)


def one_screen(
    conclusion: Conclusion,
    *,
    colour: str = "auto",
    written: tuple[tuple[str, str], ...] = (),
    stream: object = None,
    below: int = 0,
) -> str:
    """Write the verdict with its reasons on one screen; `below` are the lines of the terminal that follow at once."""
    from mlgate.rendering import terminal

    stream = sys.stdout if stream is None else stream
    glyphs = terminal.glyphs_for(getattr(stream, "encoding", None) or "ascii")
    report = report_of(conclusion)
    return terminal.screen(
        report,
        width_of(stream),
        colour=wants_colour(colour, stream),
        glyphs=glyphs,
        written=written,
        tallest=min(terminal.TALLEST, height_of(stream) - below),
    )
