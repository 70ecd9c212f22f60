"""A report in; whether it is exactly what its answers and its rule set come to, and if not, what was changed, out."""

from __future__ import annotations

import difflib
import html as html_text
import json as json_text
import re
from collections.abc import Iterator

from mlgate import __version__
from mlgate.commands.conclude import Conclusion, as_json, conclude, report_of
from mlgate.commands.inputs import Given, own_rules, ruleset_named
from mlgate.commands.output import emit
from mlgate.files import read_content, unreadable
from mlgate.loading.answers import peek_rules, read_sheet
from mlgate.problem import Problem, Unusable, quote, shorten
from mlgate.report.layout import Report
from mlgate.report.recompute import extract_answers
from mlgate.values import replace
from mlgate.wording import inside

MOST_ANSWERS = 10  # that differ and are named
MOST_BYTES = 10_000_000
_VERSION = re.compile(r"mlgate (\d+\.\d+\.\d+[\w.]*)")
_STYLING = re.compile(r"\x1b\[[0-9;]*m")


def verified(file: str, rules: str | None = None, *, json: bool = False) -> int:
    """Recompute a report from the answers and the digest that it carries; 0 where it is untouched, else 1."""
    text = _report_text(file)
    answers_text = extract_answers(text)
    if answers_text is None:
        raise unreadable(f"{quote(file, 150)} carries no answers: it is no report of mlgate, or they were removed")
    given = _given(answers_text, file, rules)
    state, sentence, differing = _judge(text, answers_text, given)
    if json:
        result = {"report": file, "verified": state == "untouched", "state": state, "message": sentence}
        emit(json_text.dumps(result | {"differs": differing}, indent=2) + "\n")
    else:
        emit("".join(f"{line}\n" for line in [sentence, *differing]))
    return 0 if state == "untouched" else 1


def _report_text(file: str) -> str:
    try:
        return read_content(file, MOST_BYTES).decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise unreadable(f"{quote(file, 150)} is not UTF-8, so it is no report as it was written") from None


def _given(answers_text: str, file: str, rules: str | None) -> Given:
    """Read the answers that a report carries; a mistake in them has a line of the answers, not of the report."""
    name, document = peek_rules(answers_text, file)
    ruleset = ruleset_named(rules) if rules else own_rules(name, document, file)
    try:
        return Given(ruleset, read_sheet(document, file, ruleset))
    except Unusable as error:
        if _digest(answers_text) not in ("", ruleset.digest):
            message = f"the rule set {ruleset.id} was changed since the report, so that it does not know its answers"
            raise Unusable([Problem(message), *error.problems]) from None
        raise


def _digest(answers_text: str) -> str:
    found = re.search(r"^rules_digest: *[\"']?(sha256:[0-9a-f]+)", answers_text, re.MULTILINE)
    return found[1] if found else ""


def _judge(text: str, answers_text: str, given: Given) -> tuple[str, str, list[str]]:
    """Tell apart: untouched, under a rule set that has changed, or with text or answers that were changed."""
    sheet, ruleset = given.sheet, given.ruleset
    if sheet.rules_digest and sheet.rules_digest != ruleset.digest:
        sentence = (
            f"Changed rule set: the report rests on {ruleset.id} {sheet.rules_version or '?'} "
            f"({sheet.rules_digest[:19]}…), at hand is {ruleset.version} ({ruleset.digest[:19]}…). "
            "Whether the text was changed cannot be told."
        )
        return "changed rule set", sentence, []
    conclusion = conclude(ruleset, replace(sheet, file=""))
    candidates = [*_candidates(text, conclusion)]
    if text in candidates:
        return "untouched", f"Verified: untouched, recomputed with {ruleset.id} {ruleset.version}.", []
    nearest = max(candidates, key=lambda one: _likeness(text, one), default="")
    sentence = "Not verified: the text or the answers in the report were changed after it was written."
    version = _version(text)
    if version and version != __version__:
        sentence = f"Not verified: written by mlgate {version}, and mlgate {__version__} writes it differently."
    return "changed", sentence, [*_answers_that_differ(nearest, text), *_first_differences(nearest, text)]


def _version(text: str) -> str:
    """Find the version of mlgate that wrote the report."""
    found = re.search(r'"mlgate": "([^"]+)"', text) if text.startswith("{") else _VERSION.search(_STYLING.sub("", text))
    return found[1] if found else ""


def _candidates(text: str, conclusion: Conclusion) -> Iterator[str]:
    """Write the report in each format that it may have, by the version of mlgate that it names."""
    version = _version(text) or __version__
    report = report_of(conclusion, version)
    start = text.lstrip()[:1]
    if start == "{":
        yield as_json(conclusion, version)
    elif start == "<":
        from mlgate.rendering import html

        yield html.render(report)
    elif start == "#":
        from mlgate.rendering import markdown

        yield markdown.render(report)
        yield markdown.render(report, flavor="github")
    else:
        yield from _screens(text, report)


def _screens(text: str, report: Report) -> Iterator[str]:
    """Write the report for the terminal in every width that it may have had."""
    from mlgate.rendering import terminal

    colour = "\x1b[" in text
    widths = [80, *(width for width in range(100, 39, -1) if width != 80)]
    for width in widths:
        for glyphs in (terminal.UNICODE, terminal.ASCII):
            yield terminal.full(report, width, colour=colour, glyphs=glyphs)


def _likeness(text: str, candidate: str) -> int:
    return len(set(text.split("\n")) & set(candidate.split("\n")))


def _answers_that_differ(recomputed: str, text: str) -> list[str]:
    """Name the answers that the text tells otherwise than the answers it carries, from the rows of appendix A."""
    said, told = _answer_rows(recomputed), _answer_rows(text)
    names = [name for name in {**said, **told} if said.get(name) != told.get(name)] if said and told else []
    lines = []
    for name in names[:MOST_ANSWERS]:
        ours, theirs = (shorten(rows.get(name, "(no such line)"), 100) for rows in (said, told))
        lines.append(f"the answers say {shorten(inside(name), 60)} {ours}; the text says {theirs}")
    rest = len(names) - MOST_ANSWERS
    return [*lines, f"and {rest} more"] if rest > 0 else lines


def _answer_rows(text: str) -> dict[str, str]:
    """Read question and answer from the first table of appendix A; none in a format that breaks its lines, or JSON."""
    _, found, after = text.partition("Appendix A. All answers")
    if not found:
        return {}
    if text.lstrip().startswith("<"):
        table = after.partition("</table>")[0]
        rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table.split("<tr>")]
        cells = [[html_text.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in row] for row in rows]
    else:
        table = after.partition("Appendix B.")[0].partition("\n|")[2].partition("\n\n")[0]
        rows = [re.split(r"(?<!\\)\|", row.strip("|")) for row in table.split("\n")]
        cells = [[re.sub(r"\\([^\w\s])", r"\1", cell).strip() for cell in row] for row in rows]
    return {row[0]: row[1] for row in cells if len(row) > 2 and row[0] not in ("Question", "---")}


def _first_differences(recomputed: str, text: str) -> list[str]:
    """Show the first line that was changed, as it is and as it should be."""
    should, found = recomputed.split("\n"), text.split("\n")
    for tag, a, b, c, d in difflib.SequenceMatcher(None, should, found, autojunk=False).get_opcodes():
        if tag != "equal":
            return [
                f"line {c + 1}:",
                f"  in the report: {_line_shown(found[c:d])}",
                f"  recomputed:    {_line_shown(should[a:b])}",
            ]
    return []


def _line_shown(lines: list[str]) -> str:
    """Show the first of these lines, so that nobody takes nothing for an empty line."""
    return (shorten(lines[0], 100) or "(an empty line)") if lines else "(no such line)"
