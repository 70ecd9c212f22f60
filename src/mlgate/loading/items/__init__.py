"""Merged records of a rule set in, its frozen items out, or every problem with its place: one module per kind."""
