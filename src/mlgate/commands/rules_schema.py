"""The kind of a file and a rule set in, its JSON Schema for editors out."""

from __future__ import annotations

import json
from typing import Literal

from mlgate.commands.inputs import ruleset_named
from mlgate.commands.output import emit
from mlgate.loading.schema import schema_of

SCHEMA_FILE = "ruleset.schema.json"


def run(
    rules: str | None = None,
    *,
    kind: Literal["ruleset", "answers", "cases"] = "ruleset",
    output: str | None = None,
    quiet: bool = False,
) -> int:
    """Print the schema of rule files, answers or cases; with a rule set its names are completed."""
    ruleset = ruleset_named(rules) if rules is not None else None
    emit(json.dumps(schema_of(kind, ruleset), indent=1, ensure_ascii=False) + "\n", output, quiet=quiet)
    return 0
