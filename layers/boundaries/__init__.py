"""Boundaries in time: which ones a figure uses, how a new epoch is loaded, who became what."""
