"""One line per step with the time it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Progress:
    """Print `[2/6] Page assets … ready (0.1 s)`; a quiet one prints only steps that do work."""

    def __init__(self, total: int, stream: TextIO | None = None, quiet: bool = False) -> None:
        self._total = total
        self._stream = stream or sys.stdout
        self._quiet = quiet
        self._number = 0
        self._title = ""
        self._line_is_open = False

    @contextmanager
    def step(self, title: str) -> Iterator["Progress"]:
        """Time the block. Use `note` inside it to say what takes long."""
        self._number += 1
        self._title = title
        self._outcome = "ready"
        started = time.monotonic()
        if not self._quiet:
            self._open_line()
        try:
            yield self
        except BaseException as error:
            self._close_line("failed" if isinstance(error, Exception) else "stopped", started)
            raise
        self._close_line(self._outcome, started)

    def note(self, text: str) -> None:
        """Say what this step is doing now (only work worth waiting for has a note)."""
        self._open_line()
        self._write(f"{text} … ")

    def outcome(self, text: str) -> None:
        """Replace the word `ready` at the end of the step's line."""
        self._outcome = text

    def break_line(self) -> None:
        """End the open line, before a program that writes lines of its own."""
        if self._line_is_open:
            self._write("\n")
            self._line_is_open = False

    def say(self, text: str) -> None:
        """A remark on a line of its own."""
        self.break_line()
        self._write(f"      {text}\n")

    def _open_line(self) -> None:
        if not self._line_is_open:
            self._write(f"[{self._number}/{self._total}] {self._title} … ")
            self._line_is_open = True

    def _close_line(self, word: str, started: float) -> None:
        if self._quiet and not self._line_is_open:
            return
        if not self._line_is_open:
            self._write(f"[{self._number}/{self._total}] ")
        self._write(f"{word} ({time.monotonic() - started:.1f} s)\n")
        self._line_is_open = False

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
