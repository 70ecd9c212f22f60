"""Names of measurements in (all if none), their tables out; a run of all of them writes docs/performance.md."""

from __future__ import annotations

import sys

from benchmarks import asking, assessing, growth, page, processes, reading

MEASUREMENTS = {
    "processes": processes.measure,
    "assessing": assessing.measure,
    "reading": reading.measure,
    "growth": growth.measure,
    "asking": asking.measure,
}


def main(names: list[str]) -> int:
    """Measure, print, and write the page where everything was measured."""
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"no such measurement: {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}", file=sys.stderr)
        return 2
    tables = []
    for name in names or MEASUREMENTS:
        tables.append(MEASUREMENTS[name]())
        print("\n".join(page.lines(tables[-1])), flush=True)
    if not names:
        page.write(tables)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
