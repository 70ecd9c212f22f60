"""The Markdown page of a rule set: the small set of the loading tests as a whole, and that any text stays text."""

from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from mlgate.commands import rules_show_page
from mlgate.loading.rulesets import read_ruleset
from mlgate.model import RuleSet
from mlgate.rendering.page import page
from nasty import nasty

HERE = Path(__file__).parent
TEAM = HERE.parent.joinpath("loading", "team.yaml").read_text("utf-8")


def read(text: str) -> RuleSet:
    return read_ruleset(text, "team.yaml", lambda name, file: (TEAM, "parent.yaml"))


def test_the_whole_page() -> None:
    written = page(read(TEAM)).replace(read(TEAM).digest, "sha256:0")
    assert written == HERE.joinpath("team-page.md").read_text("utf-8")


def test_changes_are_listed() -> None:
    child = read(
        "mlgate: 1\nid: acme\nversion: 1.0.0\ntitle: Acme\nextends: team\n"
        "override: {DATA-01: {when: labels < 5, why: We are small.}}\ndisable: {speed: Nobody is in a hurry.}\n"
    )
    written = page(child)
    assert "- `speed` disabled: Nobody is in a hurry.\n- `DATA-01` changed in when, why: We are small." in written
    assert "How fast?" not in written
    assert "- Changed by `team.yaml`" in written


def shape(markdown: str) -> list[str]:
    """The kinds of block in a page."""
    parser = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    tokens = parser.parse(markdown)
    inner = [
        child.type for token in tokens for child in token.children or () if child.type not in ("text", "softbreak")
    ]
    return [token.type for token in tokens] + sorted(set(inner) - {"text_special"})


@nasty
def test_any_text_stays_text(words: str) -> None:
    said = yaml.safe_dump(words, default_style='"', width=10**6).strip()
    harmless = TEAM.replace("There are only {labels} cases.", "Said.").replace("Look it up", "Said")
    text = harmless.replace("say: Said.", f"say: {said}").replace("lookup: Said", f"lookup: {said}")
    text = text.replace("title: Rules,", f"title: {said},").replace("why: The law.", f"why: {said}")
    if "{labels}" in words:
        text = text.replace("{unknown_thing}", "")
    assert shape(page(read(text))) == shape(page(read(harmless)))


@pytest.mark.parametrize("name", ["default", "quick"])
def test_the_built_in_sets_have_a_page(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules_show_page.run(name) == 0
    written = capsys.readouterr().out
    assert "{" not in written.replace("```", "").split("## Recipes")[0] or "`{" in written
    assert written.count("\n### ") > 50
