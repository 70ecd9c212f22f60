"""How fast mlgate is, as ratios within one run: `python -m benchmarks` measures and writes docs/performance.md."""
