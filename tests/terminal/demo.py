"""The interview in a terminal without the command around it: `demo.py FILE [--plain]`, where FILE keeps the answers."""

import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from mlgate import interview, prompts
from mlgate.assessment import assess
from mlgate.loading.answers import read_sheet
from mlgate.loading.rulesets import read_ruleset
from mlgate.loading.writing import write_sheet
from mlgate.model import Answer, RuleSet, Sheet

RULES = Path(__file__).parent / "rules.yaml"


def no_other(name: str, file: str) -> tuple[bytes | str, str]:
    """Fetch nothing: the demo uses one file."""
    raise AssertionError(f"{file} extends {name}")


def rules() -> RuleSet:
    """Read the rule set of the sessions."""
    return read_ruleset(RULES.read_text(encoding="utf-8"), str(RULES), no_other)


def waiting(ruleset: RuleSet, answers: Mapping[str, Answer]) -> list[str]:
    """Pretend that what applies and is not asked first could change the verdict."""
    hidden = assess(ruleset, answers).hidden
    able = [question.id for question in ruleset.questions.values() if question.type != "text"]
    return [key for key in able if key not in hidden and key not in ruleset.ask][:5]


def main() -> int:
    """Run one interview."""
    file, ruleset = Path(sys.argv[1]), rules()
    if not prompts.can_prompt():
        print("not a terminal", file=sys.stderr)
        return 2
    start = read_sheet(file.read_bytes(), str(file), ruleset) if file.exists() else Sheet({})

    def save(sheet: Sheet) -> None:
        file.write_text(write_sheet(sheet, ruleset), encoding="utf-8")

    def verdict(sheet: Sheet) -> None:
        print(f"VERDICT {assess(ruleset, sheet.answers).verdict}")

    def next_question(answers: Mapping[str, Answer], asked: Collection[str]) -> str | None:
        return next((key for key in waiting(ruleset, answers) if key not in asked), None)

    try:
        interview.run(
            ruleset,
            start,
            ask=prompts.choose("--plain" in sys.argv),
            save=save,
            verdict=verdict,
            assess=lambda answers: assess(ruleset, answers),
            next_question=next_question,
            matters=lambda answers: waiting(ruleset, answers),
        )
    except KeyboardInterrupt:
        print("STOPPED", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
