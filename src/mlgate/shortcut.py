"""A command line in the form in which scripts write it in, the call that it means out, without Typer.

A gate runs on every commit, and importing Typer and having it make a command takes as long as everything that the
command then does. So what scripts call, in its plainest spelling, is understood here; any other command line, a
mistaken one included, is none of this module's business and goes to `mlgate.cli`, which means the same by these.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

_SWITCHES = {"--json": "json", "--quiet": "quiet", "-q": "quiet"}
_VALUES = {"--rules": "rules", "-r": "rules", "--output": "output", "-o": "output"}
_LISTS = {"--set": "changes", "-s": "changes"}
_ASSESS = {**_SWITCHES, "--no-input": "no_input"}
_CHECK = {**_SWITCHES, "--provisional": "provisional"}


def shortcut(arguments: Sequence[str]) -> Callable[[], int] | None:
    """Give the call that a command line means; None where Typer has to read it.

    The command is imported by the call, so that whoever makes it also catches what goes wrong there.
    """
    if "_MLGATE_COMPLETE" in os.environ:  # a shell asks Typer what can follow
        return None
    match arguments[:1]:
        case ["assess"]:
            return _assess(arguments[1:])
        case ["check"]:
            return _check(arguments[1:])
    return None


def _assess(words: Sequence[str]) -> Callable[[], int] | None:
    read = _read(words, _ASSESS, _VALUES)
    if read is None or "no_input" not in read[1] or len(read[0]) > 1:
        return None

    def call() -> int:
        from mlgate.commands import assess

        return assess.run(*read[0], **read[1])

    return call


def _check(words: Sequence[str]) -> Callable[[], int] | None:
    read = _read(words, _CHECK, {**_VALUES, "--allow": "allow", "--max-age": "max_age"})
    if read is None or not read[0]:
        return None

    def call() -> int:
        from mlgate.commands import check

        return check.run(read[0], **read[1])

    return call


def _read(
    words: Sequence[str], switches: dict[str, str], values: dict[str, str]
) -> tuple[list[str], dict[str, Any]] | None:
    """Tell files from options; None at the first word that is not as plain as can be."""
    files: list[str] = []
    options: dict[str, Any] = {}
    changes: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in switches:
            options[switches[word]] = True
        elif word in values or word in _LISTS:
            following = next(rest, "")
            if not _is_plain(following):
                return None
            if word in values:
                options[values[word]] = following
            else:
                changes.append(following)
        elif _is_plain(word):
            files.append(word)
        else:
            return None
    return files, {**options, "changes": changes} if changes else options


def _is_plain(word: str) -> bool:
    return word != "" and not word.startswith("-")
