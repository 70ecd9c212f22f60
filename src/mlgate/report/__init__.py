"""An assessment goes in, the report as people read it comes out: one frozen value for every renderer."""

from mlgate.report.build import build
from mlgate.report.layout import Report
from mlgate.report.recompute import extract_answers

__all__ = ["Report", "build", "extract_answers"]
