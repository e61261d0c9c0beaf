"""Benchmarks against other programs: one file a work, each figure measured in its own process."""
