"""The documents as tests see them, and what makes them."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path[:] = before
    return module


generate = _generator()
session = sys.modules["making.session"]
keys = sys.modules["making.keys"]
WRITTEN: list[str] = generate.written()


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
