"""A small rule set and a scripted conversation about it: replies in; what was shown, saved and concluded out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import rulesets
from mlgate import interview
from mlgate.assessment import assess
from mlgate.interview.screens import Done, Message, Reply, Screen
from mlgate.model import Answer, RuleSet, Sheet
from mlgate.prompts.scripted import Scripted

RULES = rulesets.ruleset("""
mlgate: 1
id: test
version: 1.0.0
title: Should it?
currency: EUR
ask: [action, task, labels, cost, rights]
groups: {plan: The plan, data: Data}
dimensions: [{id: data, title: Data, base: 50}]
questions:
  - id: action
    title: Decision
    group: plan
    type: choice
    ask: Who acts?
    help: If nobody acts, it is a report.
    choices: {named: {label: A named person}, vague: {label: 'Somebody, not fixed'}, none: {label: Nobody yet}}
    assume: none
    changeable: {effort: 1 day, how: Ask them}
    needs_note: [named]
  - {id: action_what, title: Action, type: text, after: action, ask: In one line who does what?}
  - {id: task, title: Kind of work, type: choice, ask: What kind?, assume: learn,
     choices: {count: {label: Count something}, learn: {label: Learn something}}}
  - {id: labels, title: Known outcomes, group: data, type: number, whole: true, ask: How many?, assume: 0,
     when: task == learn}
  - {id: cost, title: Cost, type: money, optional: true, ask: What does it cost?, assume: n/a}
  - {id: banned, title: Banned use, type: choice, ask: Is it banned?, assume: fine,
     choices: {fine: {label: It is fine}, banned: {label: It is banned}},
     condition: The use is allowed, stopper: {value: banned, text: It is banned}}
  - {id: rights, title: Use of the data, type: choice, ask: May the data be used?, assume: allowed,
     choices: {allowed: {label: It may}, limited: {label: With limits}, forbidden: {label: It may not}},
     condition: Legal allows it, stopper: {value: forbidden, text: The data may not be used}}
  - {id: proof, title: Proof, type: choice, ask: What is shown?, assume: nothing, needs_note: [shown],
     choices: {shown: {label: It is shown}, nothing: {label: Nothing}}}
  - {id: laws, title: Laws, type: choices, ask: Which laws?, assume: [],
     choices: {eu: {label: Of the EU}, us: {label: Of the US}}}
  - {id: fast, title: Fast, type: yes_no, ask: Must it be fast?, assume: no}
  - {id: wait, title: Longest wait, type: duration, ask: How long may it take?, assume: 1 s}
rules:
  - {id: FEW, when: labels < 1000, points: {data: -40}, say: Few., why: Few.}
  - {id: BANNED, when: banned == banned or rights == forbidden, at_most: low, say: Banned., why: Banned.}
verdicts: [{id: low, title: Low}, {id: high, title: High, min: {data: 40}}]
""")


MOST_SCREENS = 1000


class Patient(Scripted):
    """A script that gives up on an interview that never ends."""

    def ask(self, screen: Screen) -> Reply:
        """Give the next reply."""
        assert len(self.screens) < MOST_SCREENS, f"asked without end: {screen.question}"
        return super().ask(screen)


@dataclass
class Talk:
    """What came of one conversation."""

    ask: Scripted
    saved: list[Sheet] = field(default_factory=list)
    verdicts: list[Sheet] = field(default_factory=list)
    sheet: Sheet = field(default_factory=lambda: Sheet({}))

    @property
    def screens(self) -> list[Screen]:
        """The questions that were shown."""
        return self.ask.screens

    @property
    def questions(self) -> list[str]:
        """Their words."""
        return [screen.question for screen in self.ask.screens]

    @property
    def counters(self) -> list[str]:
        """The counters above them, where there was one."""
        return [screen.counter for screen in self.ask.screens if screen.counter]

    @property
    def done(self) -> list[str]:
        """The lines that answered questions were collapsed to."""
        return [f"{message.title}: {message.text}" for message in self.ask.messages if isinstance(message, Done)]

    @property
    def messages(self) -> list[Message]:
        """Everything that was said."""
        return self.ask.messages


def talk(
    *replies: str, sheet: Sheet | None = None, later: Iterable[str] = (), rules: RuleSet = RULES, stop: bool = False
) -> Talk:
    """Run an interview; `later` are the questions said to matter after the verdict; `stop` ends it with Ctrl-C."""
    result = Talk(Patient(replies, stop=stop))

    def matters(answers: Mapping[str, Answer]) -> list[str]:
        hidden = assess(rules, answers).hidden
        return [key for key in later if key not in hidden]

    def next_question(answers: Mapping[str, Answer], asked: Collection[str]) -> str | None:
        return next((key for key in matters(answers) if key not in asked), None)

    try:
        result.sheet = interview.run(
            rules,
            sheet or Sheet({}),
            ask=result.ask,
            save=result.saved.append,
            verdict=result.verdicts.append,
            assess=lambda answers: assess(rules, answers),
            next_question=next_question,
            matters=matters,
        )
    except KeyboardInterrupt:
        assert stop
        result.sheet = result.saved[-1] if result.saved else Sheet({})
    return result
