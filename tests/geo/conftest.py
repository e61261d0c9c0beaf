"""Hypothesis for the geo tests: no time limit per example, the same examples every time."""

from hypothesis import settings

settings.register_profile("geo", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("geo")
