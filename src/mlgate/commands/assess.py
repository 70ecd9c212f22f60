"""Answers from a file, from `--set` or from an interview in; verdict and reasoning out, answers and report written."""

from __future__ import annotations

import os
from collections.abc import Sequence

from mlgate.commands.conclude import Conclusion, Order, conclude
from mlgate.commands.formats import Format, chosen_format
from mlgate.commands.inputs import DEFAULT_FILE, Given, blank, read_given
from mlgate.commands.output import say
from mlgate.commands.showing import Look, show
from mlgate.files import unreadable
from mlgate.problem import NotFound, quote, visible

NEEDS_ANSWERS = "give answers with FILE or --set ID=VALUE, and --no-input"


def run(
    file: str | None = None,
    *,
    example: str | None = None,
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
    order: Order = "author",
) -> int:
    """Assess a project; ask for what is missing where somebody can answer."""
    look = Look(chosen_format(format, json, output), flavor, colour, output, quiet)
    if example is not None:
        return _example(example, file, rules, changes, look)
    path = file or DEFAULT_FILE
    if no_input:
        return _show(_answered(path, rules, changes, look), look)
    from mlgate.prompts import can_prompt

    if can_prompt():
        from mlgate.commands.interviewing import interview

        return interview(file, rules, changes, look, plain=plain, order=order)
    return _without_asking(path, rules, changes, look)


def _answered(path: str, rules: str | None, changes: Sequence[str], look: Look) -> Given:
    """Take the answers that are there; asking is not possible or not wanted."""
    exists = os.path.lexists(path)
    if not exists and not changes and path == DEFAULT_FILE:
        raise unreadable(f"there are no answers: {NEEDS_ANSWERS}")
    if exists or not changes:  # reading also says best what is wrong with a file that was named and is not there
        given = read_given(path, rules, changes)
        if changes and path == DEFAULT_FILE:
            say([f"the answers in {DEFAULT_FILE} count too; name another file to begin without them"], quiet=look.quiet)
    else:
        given = blank(rules, changes, path)
        if path != DEFAULT_FILE:
            say([f"{visible(path)} does not exist: only what is set counts"], quiet=look.quiet)
    say(given.remarks, quiet=look.quiet)
    return given


def _without_asking(path: str, rules: str | None, changes: Sequence[str], look: Look) -> int:
    """Without a terminal: answers that are there are enough; they and the report are written."""
    if not os.path.lexists(path) and not changes:
        raise unreadable(f"there is no terminal to ask in: {NEEDS_ANSWERS}")
    given = _answered(path, rules, changes, look)
    from mlgate.commands.saving import save_report, save_sheet

    conclusion = conclude(given.ruleset, given.sheet)
    written = []
    if changes:
        conclusion = Conclusion(
            given.ruleset, save_sheet(given.ruleset, given.sheet, path), conclusion.assessment, conclusion.outlook
        )
        written.append((path, "answers"))
    written.append((save_report(conclusion, path), "the report, attach this one"))
    return show(conclusion, look, tuple(written))


def _example(name: str, file: str | None, rules: str | None, changes: Sequence[str], look: Look) -> int:
    """Show the finished sheet of a well-known decision."""
    from mlgate.files import examples, locate
    from mlgate.problem import did_you_mean

    if file is not None:
        raise unreadable("an example is shown instead of FILE, not with it", "leave one of them out")
    try:
        known = examples(locate(rules or "default"))
    except NotFound as error:
        raise unreadable(str(error), error.help) from None
    if name not in known:
        raise unreadable(f"there is no example {quote(name)}", did_you_mean(name, known, "examples"))
    given = read_given(known[name], rules or "default", changes)
    return _show(given, look)


def _show(given: Given, look: Look) -> int:
    return show(conclude(given.ruleset, given.sheet), look)
