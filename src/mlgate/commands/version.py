"""Nothing in; the version of the program out."""

from __future__ import annotations

from mlgate import __version__
from mlgate.commands.output import emit


def run() -> int:
    """Print the version; scripts ask for it often, so this imports next to nothing."""
    emit(f"mlgate {__version__}\n")
    return 0
