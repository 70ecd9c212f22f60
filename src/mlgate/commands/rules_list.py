"""Nothing in, the rule sets that can be named here out: the project's own and the built-in ones."""

from __future__ import annotations

import json as json_text
import os

from mlgate.commands.output import emit
from mlgate.files import available, load_ruleset, read_ours
from mlgate.loading.document import Scalar, read_document
from mlgate.problem import Unusable, visible


def run(*, json: bool = False) -> int:
    """List rule sets with their titles; the first of two with the same name is the one that is used."""
    rows: dict[str, tuple[str, str, str]] = {}
    for location in available():
        if location.name not in rows:
            rows[location.name] = (_title(location.file), "built in" if location.builtin else "project", location.file)
    if json:
        listed = [
            {"name": name, "title": title, "from": origin, "file": file} for name, (title, origin, file) in rows.items()
        ]
        emit(json_text.dumps({"rule_sets": listed}, indent=2) + "\n")
        return 0
    name_width = max((len(name) for name in rows), default=0)
    for name, (title, origin, _) in rows.items():
        emit(f"{visible(name):{name_width}}  {origin:8}  {visible(title)}\n")
    return 0


def _title(file: str) -> str:
    """Give the title of a rule set: from its own lines, or from what it extends where it has none."""
    try:
        entry = read_document(read_ours(file, "a rule set"), file).mapping.entries.get("title")
        if entry is not None and isinstance(entry.value, Scalar):
            return entry.value.text
        return load_ruleset(file if os.sep in file else os.path.join(os.curdir, file)).title
    except Unusable as error:
        return f"cannot be loaded: {error.problems[0].message}"
