"""The benchmarks run, and what they compare gives the same verdicts; never how long anything takes."""

import itertools
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))

from benchmarks import asking, growth, measuring, page, processes, reading, rivals  # noqa: E402
from benchmarks.drawn import drawn  # noqa: E402
from benchmarks.sheets import all_sheets, default_rules  # noqa: E402

from mlgate.analysis.space import blocks, pool, space_of  # noqa: E402
from mlgate.assessment import assess  # noqa: E402

SPACES = reading.spaces()
SMALL = space_of(drawn(3, 8, 12), {})


@pytest.mark.parametrize("name", SPACES)
@pytest.mark.parametrize("at_random", [False, True])
def test_the_compiled_function_gives_what_the_bit_reader_gives(name: str, at_random: bool) -> None:
    space = SPACES[name]
    block = pool(space, 300) if at_random else next(itertools.islice(blocks(space), 5, None))
    verdicts = block.verdicts()
    verdict = rivals.compiled(space.plan)
    places = range(0, block.size, max(1, block.size // 300))
    for place, world in zip(places, rivals.worlds_in(block, places), strict=True):
        assert verdicts[verdict(*world)] >> place & 1


@pytest.mark.parametrize("way", ["numpy", "zen", "rule_engine"])
def test_what_is_compared_agrees(way: str) -> None:
    if not find_spec(way):
        pytest.skip(f"{way} is only needed for benchmarks")
    block = pool(SMALL, 40)
    expected = [next(p for p, bits in enumerate(block.verdicts()) if bits >> place & 1) for place in range(40)]
    if way == "numpy":
        rows = rivals.Rows(block).verdicts()
        assert [next(p for p, row in enumerate(rows) if row[place]) for place in range(40)] == expected
    else:
        verdict = rivals.by_zen(SMALL.plan) if way == "zen" else rivals.by_rule_engine(SMALL.plan)
        assert [verdict(world) for world in rivals.worlds_in(block, range(40))] == expected


def test_drawn_rule_sets_are_as_large_as_asked_for_and_the_same_each_time() -> None:
    rules = drawn(5, 30, 45, 2)
    assert (len(rules.questions), len(rules.rules), len(rules.facts)) == (30, 45, 2)
    assert rules.digest == drawn(5, 30, 45, 2).digest


def test_sheets_can_be_asked_through_in_both_orders() -> None:
    rules = default_rules()
    (completed,) = asking.drawn_completions(rules, 1)
    verdict = assess(rules, completed).verdict
    assert verdict in {rung.id for rung in rules.verdicts}
    for order in ("author", "fewest"):
        assert 0 < asking.asked(rules, completed, order) <= len(completed)


def test_sheets_are_there() -> None:
    assert sum(1 for _ in all_sheets()) > 10


def test_growth_is_measured_from_one_open_question_to_all() -> None:
    rules = growth.sized(25)
    counts = [count for count, _ in growth.times_of(rules, growth.decided(rules), 1)]
    assert counts[0] == 1
    assert counts == sorted(set(counts))


def test_processes_run(tmp_path: Path) -> None:
    actions = processes.actions_in(tmp_path)
    assert actions["complete sheet"]()
    assert actions["mlgate --version"]().startswith(b"mlgate ")
    assert processes.FIRST_PROMPT in processes.until_prompt(tmp_path)
    where = processes.run("-c", "import mlgate; print(mlgate.__file__)").decode()
    assert not Path(where).is_relative_to(ROOT)


def test_tables_say_whether_a_target_is_met() -> None:
    figures = [measuring.at_most("slow", 3, 2, " ms"), measuring.at_least("fast", 3, 2, " x")]
    text = list(page.lines(measuring.Table("T", "How.", figures)))
    assert text[-2:] == ["| slow | 3 ms | <= 2 ms | **no** |", "| fast | 3 x | >= 2 x | yes |"]


def test_figures_replace_those_on_the_page_and_nothing_else() -> None:
    table = measuring.Table("T", "How.", [measuring.Figure("new", "1")])
    once = page.filled("Before\n<!-- figures -->\n<!-- end of figures -->\nAfter\n", [table])
    assert "| new | 1 |  |  |\n<!-- end of figures -->\nAfter\n" in once
    assert page.filled(once, [table]) == once


def test_medians_count_every_round() -> None:
    calls: list[str] = []
    found = measuring.medians({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, 3)
    assert set(found) == {"a", "b"}
    assert calls == ["a", "b"] * 4


def test_ratios_time_the_base_before_every_action() -> None:
    calls: list[str] = []
    found = measuring.ratios({"a": lambda: calls.append("a")}, lambda: calls.append("base"), 2)
    assert set(found) == {"a"}
    assert calls == ["base", "a"] * 3


def test_an_unknown_measurement_is_refused() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "nothing"], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 2
    assert "there are processes" in run.stderr
