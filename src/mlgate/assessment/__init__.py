"""A rule set and answers in, an assessment out: the program."""

from mlgate.assessment.assess import assess

__all__ = ["assess"]
