"""The interview in a terminal, without the command around it: `python demo.py RULESET [--plain]`."""

import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from mlgate import interview, prompts
from mlgate.assessment import assess
from mlgate.loading.rulesets import read_ruleset
from mlgate.model import Answer, RuleSet, Sheet


def no_other(name: str, file: str) -> tuple[str, str]:
    """Fetch nothing: the demo uses one file."""
    raise AssertionError(f"{file} extends {name}")


def waiting(ruleset: RuleSet, answers: Mapping[str, Answer], asked: Collection[str]) -> list[str]:
    """Pretend that every question that applies and has not been asked could change the verdict, the first five."""
    hidden = assess(ruleset, answers).hidden
    able = [question.id for question in ruleset.questions.values() if question.type != "text"]
    return [key for key in able if key not in asked and key not in hidden and key not in ruleset.ask][:5]


def main() -> int:
    """Run one interview; every save writes the answers to the file `saved`, if that is given."""
    path = Path(sys.argv[1])
    ruleset = read_ruleset(path.read_text(encoding="utf-8"), str(path), no_other)

    def verdict(sheet: Sheet) -> None:
        reading = assess(ruleset, sheet.answers)
        print(f"VERDICT {reading.verdict}", file=sys.stderr)

    if not prompts.can_prompt():
        print("not a terminal", file=sys.stderr)
        return 2
    saved: list[Sheet] = []
    try:
        sheet = interview.run(
            ruleset,
            Sheet({}),
            ask=prompts.choose("--plain" in sys.argv),
            save=saved.append,
            verdict=verdict,
            assess=lambda answers: assess(ruleset, answers),
            next_question=lambda answers, asked: next(iter(waiting(ruleset, answers, asked)), None),
            matters=lambda answers: waiting(ruleset, answers, answers),
        )
    except KeyboardInterrupt:
        print(f"STOPPED with {len(saved[-1].answers) if saved else 0} answers", file=sys.stderr)
        return 130
    for answer in sheet.answers.values():
        print(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
