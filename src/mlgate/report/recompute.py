"""The text of a report goes in, the answers file that it carries comes out, whichever format the report has."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

HEADING = "Recompute this report"
BEGIN = "----- begin answers -----"
END = "----- end answers -----"

_STYLING = re.compile(r"\x1b\[[0-9;]*m")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)$")


def extract_answers(report_text: str) -> str | None:
    """Find the answers that a report carries, exactly as they were; None where the text is no report of ours."""
    text = report_text.removeprefix("\ufeff").replace("\r\n", "\n")
    if text.rstrip().endswith(f"\n{END}"):  # first: the title of a terminal report may begin with anything
        return _from_terminal(text)
    start = text.lstrip()[:1]
    if start == "{":
        return _from_json(text)
    return _from_html(text) if start == "<" else _from_markdown(text)


def _from_markdown(text: str) -> str | None:
    """Take the fence under the last heading of the recompute block; headings inside other fences do not count."""
    found: str | None = None
    under_heading, open_fence, lines = False, "", list[str]()
    for row in text.split("\n"):
        fence = _FENCE.fullmatch(row)
        if open_fence:
            if fence and fence[1].startswith(open_fence) and not fence[2].strip():
                if under_heading:
                    found, under_heading = "\n".join(lines) + "\n", False
                open_fence = ""
            else:
                lines.append(row)
        elif fence:
            open_fence, lines = fence[1], []
        elif re.match(rf"(## |<summary>)Appendix [A-Z]\. {HEADING}", row):
            under_heading = True
    return found


def _from_terminal(text: str) -> str | None:
    """Take what stands, moved in by two columns, between the two marks."""
    rows = _STYLING.sub("", text).split("\n")
    begins = [number for number, row in enumerate(rows) if row == BEGIN]
    ends = [number for number, row in enumerate(rows) if row == END]
    if not begins or not ends or ends[-1] <= begins[-1]:
        return None
    return "\n".join(row.removeprefix("  ") for row in rows[begins[-1] + 1 : ends[-1]]) + "\n"


class _Preformatted(HTMLParser):
    """Collects the text of the element with the answers, entities resolved."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside = False
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "pre" and ("id", "answers") in attrs

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text.append(data)


def _from_html(text: str) -> str | None:
    parser = _Preformatted()
    parser.feed(text)
    parser.close()
    return "".join(parser.text) if parser.text else None


def _from_json(text: str) -> str | None:
    """Write the answers of a JSON report as an answers file; JSON's scalars, lists and objects are YAML too."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(whole, dict) or not isinstance(whole.get("answers"), dict):
        return None
    rules = whole.get("rules")
    rules = rules if isinstance(rules, dict) else {}
    top = {"rules": rules.get("id"), "rules_version": rules.get("version"), "rules_digest": rules.get("digest")}
    top |= {name: whole.get(name) for name in ("project", "owner", "date")}
    rows = ["mlgate: 1", *(f"{name}: {_scalar(value)}" for name, value in top.items() if value)]
    rows += ["answers:" if whole["answers"] else "answers: {}"]
    rows += [f"  {name}: {_scalar(value)}" for name, value in whole["answers"].items()]
    return "\n".join(rows) + "\n"


def _scalar(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)
