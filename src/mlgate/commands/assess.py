"""Answers from a file, from `--set` or from an interview in; verdict and reasoning out, answers and report written."""

from __future__ import annotations

import os
from collections.abc import Sequence

from mlgate.commands.conclude import conclude
from mlgate.commands.formats import Format, chosen_format, one_screen, rendered
from mlgate.commands.inputs import DEFAULT_FILE, Given, blank, read_given
from mlgate.commands.output import emit, say
from mlgate.files import unreadable


def run(
    file: str | None = None,
    *,
    rules: str | None = None,
    changes: Sequence[str] = (),
    no_input: bool = False,
    format: Format | None = None,
    json: bool = False,
    flavor: str = "portable",
    output: str | None = None,
    quiet: bool = False,
    colour: str = "auto",
    plain: bool = False,
    order: str = "author",
) -> int:
    """Assess a project; ask for what is missing where somebody can answer."""
    chosen = chosen_format(format, json, output)
    given = _given(file, rules, changes)
    say(given.remarks, quiet=quiet)
    conclusion = conclude(given.ruleset, given.sheet)
    if chosen == "terminal" and output is None:
        emit(one_screen(conclusion, colour=colour))
    else:
        emit(rendered(conclusion, chosen, flavor=flavor, colour=colour), output, quiet=quiet)
    return 0


def _given(file: str | None, rules: str | None, changes: Sequence[str]) -> Given:
    path = file or DEFAULT_FILE
    if os.path.lexists(path):
        return read_given(path, rules, changes)
    if changes:
        return blank(rules, changes, path)
    raise unreadable(f"there is no file '{path}'")
