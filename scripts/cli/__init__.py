"""The command line: one file a command, listed in `__main__.py`."""
