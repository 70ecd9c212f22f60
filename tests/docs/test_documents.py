"""Documents that cannot lie: what is generated is fresh, every command was run, every link and id exists."""

import doctest
import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import yaml

import mlgate
from docs.documents import ROOT, WRITTEN, generate, keys, session, text_of
from mlgate.analysis.lint.registry import CHECKS
from mlgate.loading import format as formats
from mlgate.loading.shape import Table

GENERATED = [name for name in generate.GENERATED if (ROOT / name).exists()]
PAGES = [name for name in [*WRITTEN, *GENERATED] if name.endswith(".md")]


@pytest.mark.parametrize("name", list(generate.GENERATED))
def test_generated_documents_are_fresh(name: str) -> None:
    made = generate.fresh(name)
    assert (text_of(name) if (ROOT / name).exists() else "") == made, "run `make docs`"
    assert generate.fresh(name) == made


@pytest.mark.parametrize("name", WRITTEN)
def test_commands_print_what_the_page_says(name: str) -> None:
    assert text_of(name) == generate.fresh(name), "run `make docs` and read what changed"


@pytest.mark.parametrize("name", WRITTEN)
def test_python_examples_give_what_the_page_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    blocks = [block["body"] for block in session.FENCE.finditer(text_of(name)) if block["info"] == "pycon"]
    example = doctest.DocTestParser().get_doctest("".join(blocks), {}, name, name, 0)
    result = doctest.DocTestRunner(verbose=False).run(example)
    assert result.failed == 0


def blocks(language: str) -> list[tuple[str, str, str]]:
    """Each block of a language in the pages that people write: page, what stands behind the language, body."""
    found = []
    for name in WRITTEN:
        for block in session.FENCE.finditer(text_of(name)):
            kind, _, rest = block["info"].partition(" ")
            if kind == language:
                found.append((name, rest, block["body"]))
    return found


def test_only_known_kinds_of_blocks_are_used() -> None:
    kinds = {block["info"].partition(" ")[0] for name in WRITTEN for block in session.FENCE.finditer(text_of(name))}
    assert kinds <= {"console", "pycon", "sh", "yaml", "toml", "text"}


def test_set_up_lines_are_those_of_contributing() -> None:
    contributing = text_of("CONTRIBUTING.md")
    lines = [line for _, _, body in blocks("sh") for line in body.splitlines()]
    assert lines
    assert [line for line in lines if line not in contributing] == []


@pytest.mark.parametrize(("name", "rest", "body"), blocks("yaml"))
def test_yaml_can_be_read(name: str, rest: str, body: str) -> None:
    assert yaml.safe_load(body) is not None


def rows(name: str, columns: int) -> list[list[str]]:
    """The rows of all tables with so many columns, without their heads."""
    lines = [line.strip("| ").split(" | ") for line in text_of(name).splitlines() if line.startswith("| ")]
    return [line for line in lines if len(line) == columns and line[0].startswith("`")]


@pytest.mark.parametrize(("signal", "baseline", "evidence", "enough"), rows("docs/points-and-minimums.md", 4))
def test_the_table_of_evidence_adds_up(signal: str, baseline: str, evidence: str, enough: str) -> None:
    answers = {"task": "predict", "signal": signal.split("`")[1], "baseline": baseline.split("`")[1]}
    result = mlgate.assess("default", {**answers, "measure": "cannot", "expected_lift": "n/a"})
    least = next(dict(rung.minimums)["proof"] for rung in mlgate.load().verdicts if rung.id == "prototype")
    assert result.scores["proof"].value == int(evidence)
    assert enough == ("yes" if int(evidence) >= least else "no")


def test_the_steps_of_the_ci_page_run() -> None:
    """What stands behind `run:` and `entry:` works on the files that the page shows."""
    with session.empty_folder() as folder:
        ran = []
        for block in session.FENCE.finditer(text_of("docs/ci.md")):
            for word in block["info"].split():
                if word.startswith("file="):
                    for place in ("", "before/"):  # the branch that is merged into is checked out there
                        session.write(place + word.removeprefix("file="), block["body"])
            for line in re.findall(r"(?:run|entry): (mlgate .*)$", block["body"], re.MULTILINE):
                words = [part for word in line.split() for part in (sorted(map(str, folder.glob(word))) or [word])]
                files = [] if "check" not in words or "proposals" in line else ["proposals/postage.mlgate.yaml"]
                shell = session.Session()
                shell.run(" ".join([*words, *files]))
                ran.append((words[1], shell.exit_code))
    assert ran == [("rules", 0), ("rules", 0), ("rules", 0), ("check", 1), ("check", 0)]


# --- Keys and codes ---------------------------------------------------------------------------------------------------


def shown_keys(text: str) -> list[str]:
    return [name for _, name in keys.MARKED.findall(text)]


def test_every_kind_of_item_has_its_table_of_keys() -> None:
    assert sorted(shown_keys(text_of("docs/rule-file.md"))) == sorted(keys.tables())


def test_every_key_of_the_formats_is_in_some_table() -> None:
    text = text_of("docs/rule-file.md")
    tables = [one for one in vars(formats).values() if isinstance(one, Table)]
    names = {name for table in tables for name in table.keys}
    assert len(tables) > len(keys.tables())  # small ones are shown where they are used
    assert [name for name in sorted(names) if not re.search(rf"^\| `(?:\w+\.)?{name}` \|", text, re.MULTILINE)] == []


def test_a_table_of_keys_is_made_anew_and_what_people_wrote_stays() -> None:
    head = "Before.\n\n<!-- keys: source -->\n\n| Key | Takes | Meaning |\n| --- | --- | --- |\n"
    made = keys.with_tables(f"{head}| `old` | text | - |\n\nAfter.\n")
    assert "| `title` | **required**, text | The title. |" in made
    assert "`old`" not in made
    assert made.startswith(head)
    assert made.endswith(" |\n\nAfter.\n")
    assert keys.with_tables(made) == made
    with pytest.raises(KeyError):
        keys.with_tables("<!-- keys: sorcery -->\n")


def test_every_code_of_the_linter_has_its_place() -> None:
    assert {check.code.lower() for check in CHECKS} <= ANCHORS["docs/lint.md"]


# --- Links ------------------------------------------------------------------------------------------------------------


def anchors(text: str) -> set[str]:
    """The anchors that GitHub makes of headings; of two that are the same, the second gets a number."""
    found: dict[str, int] = {}
    result = set()
    prose = session.FENCE.sub("", text)
    for heading in re.findall(r"^#{1,6} (.+)$", prose, re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("\\", "")
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        result.add(f"{slug}-{found[slug]}" if slug in found else slug)
        found[slug] = found.get(slug, 0) + 1
    return result


ANCHORS = {name: anchors(text_of(name)) for name in PAGES}


def dead_links(name: str, text: str) -> list[str]:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", session.FENCE.sub("", text)):
        if target.startswith("http"):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / unquote(path) if path else ROOT / name
        page = Path(file).resolve().relative_to(ROOT).as_posix()
        known = ANCHORS.get(page, set()) if path else anchors(text)
        if not file.exists() or (anchor and anchor not in known):
            dead.append(target)
    return dead


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    assert dead_links(name, text_of(name)) == []


def test_dead_links_are_found() -> None:
    text = "[a](nothing.md) [b](README.md#nowhere) [c](#gone) [d](#here)\n# Here\n"
    assert dead_links("README.md", text) == ["nothing.md", "README.md#nowhere", "#gone"]


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("docs/") and name.count("/") == 1])
def test_every_page_can_be_reached(name: str) -> None:
    others = "".join(text_of(other) for other in PAGES if other != name)
    assert f"{Path(name).name}" in others


# --- The podcast ------------------------------------------------------------------------------------------------------

POINTS = yaml.safe_load(text_of("docs/talkpython.yaml"))["points"]
SECTIONS = re.findall(r"^#+ (?:\d+\. |Appendix \w\. )?(.*)$", text_of("docs/sample-report.md"), re.MULTILINE)


def test_every_point_of_the_podcast_is_answered_once() -> None:
    assert [point["id"] for point in POINTS] == [f"S{number}" for number in range(1, 46)]
    assert all(point["by"] for point in POINTS)


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point["id"])
def test_what_answers_a_point_exists(point: dict[str, object]) -> None:
    rules = mlgate.load("default")
    named = {*rules.questions, *rules.rules, *rules.facts, *rules.dimensions}
    named |= {rung.id for rung in rules.verdicts} | {recipe.id for recipe in rules.recipes}
    by = point["by"]
    assert isinstance(by, list)
    assert set(by) <= named
    section = point.get("report")
    assert section in (None, "Recommendation") or any(str(title).startswith(str(section)) for title in SECTIONS)


def test_the_report_opens_with_a_recommendation() -> None:
    assert "**Recommendation.**" in text_of("docs/sample-report.md")


# --- Exit codes -------------------------------------------------------------------------------------------------------


def test_the_exit_codes_of_readme_and_reference_are_the_same() -> None:
    codes = [re.findall(r"^\| `(\d+)` \|", text_of(name), re.MULTILINE) for name in ("README.md", "docs/commands.md")]
    assert codes == [["0", "1", "2", "3", "130"]] * 2


# --- What must not stand anywhere -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*WRITTEN, *GENERATED])
def test_no_document_names_the_machine_it_was_made_on(name: str) -> None:
    assert re.findall(r"/(?:work|tmp|home|root|usr)/\S*", text_of(name)) == []


def test_the_picture_needs_nothing_from_elsewhere() -> None:
    picture = text_of("docs/verdict.svg")
    ElementTree.fromstring(picture)
    assert re.findall(r"<script|@import|@font-face|url\(|(?<!xmlns=\")https?://", picture) == []


# --- The tool that makes them -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "output", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n...\n", "a\nb\nc\n", True),
        ("...\nc\n", "a\nb\nc\n", True),
        ("a\n...\nc\n", "a\nc\n", True),
        ("a\n...\nd\n", "a\nb\nc\n", False),
        ("a.c\n", "abc\n", False),
        ("...\n", "", True),
    ],
)
def test_dots_stand_for_any_lines(shown: str, output: str, same: bool) -> None:
    assert session.matches(shown, output) is same


def test_an_output_that_changed_is_written_anew() -> None:
    page = "```yaml file=a.yaml\nmlgate: 1\nanswers: {}\n```\n\n```console\n$ cat a.yaml\nold\n$ echo $?\n```\n"
    made = session.with_outputs(page)
    assert made == page.replace("old\n", "mlgate: 1\nanswers: {}\n").replace("$ echo $?\n", "$ echo $?\n0\n")
