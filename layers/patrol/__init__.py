"""Patrol sheets: what is worth walking to, in which order, and the sheet as a file."""
