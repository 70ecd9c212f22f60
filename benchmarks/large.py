"""A number of questions in, the seconds of each step and the most memory out, as JSON: run in a process of its own."""

from __future__ import annotations

import json
import resource
import sys

from benchmarks.growth import decided, sized
from benchmarks.measuring import seconds
from mlgate.analysis.flips import flips
from mlgate.analysis.possible import possible
from mlgate.analysis.questions import next_question
from mlgate.assessment import assess
from mlgate.model import Answer


def steps(questions: int) -> dict[str, float]:
    """Assess a blank sheet, flip it, and answer one question after the other until none matters."""
    rules = sized(questions)
    completion, answers, asked = decided(rules), dict[str, Answer](), list[str]()
    found = {"assess": seconds(lambda: assess(rules, {})), "possible": seconds(lambda: possible(rules, {}))}
    found |= {"flips": seconds(lambda: flips(rules, {})), "next": 0.0}
    while True:
        answer: list[str | None] = []
        found["next"] = max(
            found["next"],
            seconds(lambda answer=answer: answer.append(next_question(rules, answers, asked))),  # type: ignore[misc]
        )
        if answer[0] is None:
            break
        asked.append(answer[0])
        if answer[0] in completion:
            answers[answer[0]] = completion[answer[0]]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found | {"asked": len(asked), "megabytes": peak / (1024 if sys.platform == "linux" else 1024 * 1024)}


if __name__ == "__main__":
    print(json.dumps(steps(int(sys.argv[1]))))
