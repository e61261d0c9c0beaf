"""Inspection rounds: who went where, what was found on each lane, and how much was walked."""
