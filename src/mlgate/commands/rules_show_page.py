"""A rule set in; a Markdown page about it out, for a wiki or a repository."""

from __future__ import annotations

from mlgate.commands.inputs import ruleset_named
from mlgate.commands.output import emit


def run(name: str = "default", *, output: str | None = None, quiet: bool = False) -> int:
    """Print the page of a rule set: its verdicts, questions, rules as cards and sources."""
    from mlgate.rendering.page import page

    emit(page(ruleset_named(name)), output, quiet=quiet)
    return 0
