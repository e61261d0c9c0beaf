"""Set up what a fresh machine lacks, then serve, test or run a command.

Standard library only: this package runs before the virtual environment exists.
"""
