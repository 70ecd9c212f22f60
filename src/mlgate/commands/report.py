"""An answers file in, the whole report out; or a report in, and whether it still says what its answers come to out."""

from __future__ import annotations

import os
from collections.abc import Sequence

from mlgate.commands.conclude import conclude
from mlgate.commands.formats import Format, chosen_format, one_format, rendered
from mlgate.commands.inputs import DEFAULT_FILE, read_given
from mlgate.commands.output import emit, say
from mlgate.files import unreadable


def run(
    file: str | None = None,
    *,
    rules: str | None = None,
    changes: Sequence[str] = (),
    format: Format | None = None,
    json: bool = False,
    flavor: str = "portable",
    output: str | None = None,
    quiet: bool = False,
    colour: str = "auto",
    verify: bool = False,
) -> int:
    """Print the report of saved answers."""
    if verify:
        from mlgate.commands.verify import verified

        if file is None or changes or output is not None:
            raise unreadable("--verify takes a report and nothing else", "mlgate report --verify REPORT")
        return verified(file, rules, json=one_format(format, json) == "json")
    chosen = chosen_format(format, json, output)
    path = file or DEFAULT_FILE
    if file is None and not os.path.lexists(path):
        raise unreadable(f"there is no file '{path}' here", "name the answers: mlgate report FILE")
    given = read_given(path, rules, changes)
    say(given.remarks, quiet=quiet)
    text = rendered(conclude(given.ruleset, given.sheet), chosen, flavor=flavor, colour=colour)
    emit(text, output, quiet=quiet, exact=chosen != "terminal")
    return 0
