"""The interview: a rule set, a sheet and somebody to ask go in; the sheet with every answer given comes out."""

from mlgate.interview.loop import run
from mlgate.interview.screens import Asker

__all__ = ["Asker", "run"]
