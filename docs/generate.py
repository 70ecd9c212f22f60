"""Nothing in; every generated document, and what is made inside the written ones, out: `make docs`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path[:0] = [str(DOCS), str(ROOT / "src")]

from making import keys, pages, picture, session  # noqa: E402

GENERATED: dict[str, Callable[[], str]] = {
    "docs/commands.md": pages.commands,
    "docs/default-rule-set.md": pages.default_rule_set,
    "docs/expression-language.md": pages.expression_language,
    "docs/lint.md": pages.lint,
    "docs/questions.md": pages.questions,
    "docs/sample-report.md": pages.sample_report,
    "docs/talkpython.md": pages.talkpython,
    "docs/verdict.svg": picture.verdict,
    "rules/ruleset.schema.json": pages.ruleset_schema,
}


def written() -> list[str]:
    """Name the pages that people write: their text is theirs; outputs under commands and tables of keys are made."""
    names = [path.relative_to(ROOT).as_posix() for path in sorted(DOCS.rglob("*.md"))]
    return ["README.md", *(name for name in names if name not in GENERATED)]


def fresh(name: str) -> str:
    """Make one document anew."""
    if name in GENERATED:
        return GENERATED[name]()
    path = ROOT / name
    page = keys.with_tables(path.read_text(encoding="utf-8"))
    return session.with_outputs(page, path.parent if "examples" in path.parts else None)


def main() -> int:
    """Write what differs, and say so."""
    for name in [*GENERATED, *written()]:
        path, text = ROOT / name, fresh(name)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
