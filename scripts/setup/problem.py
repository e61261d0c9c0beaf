"""What can go wrong for the person at the terminal, with one exit code for each kind."""

import errno

# The commands' own codes (click, pytest) are below 10: a code says who gave up.
WRONG_ARGUMENTS = 2
NO_PYTHON = 10  # also in with_python
NOT_INSTALLED = 11
DATABASE = 12
DISK_FULL = 13
DOWNLOAD = 14
NO_RIGHTS = 15
CLUSTER = 16
PREPARE = 17
WEB_SERVER = 18
PORT_TAKEN = 19
INTERRUPTED = 130

EXIT_CODES = f"""\
exit codes:
  0    stopped in good order (also by SIGTERM)
  {WRONG_ARGUMENTS}    wrong arguments
  {NO_PYTHON}   no suitable Python
  {NOT_INSTALLED}   a program is missing and may not be installed from here
  {DATABASE}   the database named by DATABASE_URL cannot be used
  {DISK_FULL}   not enough room on the disk
  {DOWNLOAD}   packages or page assets could not be fetched
  {NO_RIGHTS}   a folder or file may not be written
  {CLUSTER}   the private database server does not start
  {PREPARE}   migrations, demonstration ward or first user failed
  {WEB_SERVER}   the web server does not start, or ended by itself
  {PORT_TAKEN}   the port is taken, or the address is not one of this machine
  {INTERRUPTED}  stopped by Ctrl-C
"""


class Problem(Exception):
    """Something the user can act on: the message is plain and says what to do."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def from_os_error(error: OSError) -> Problem | None:
    """Translate a full disk or missing rights; None for any other error."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(f"The disk is full{where}. Free some room and start again.", DISK_FULL)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            f"No right to write here{where}: {error.strerror}.\n"
            "Use a clone that belongs to you, or start as the user who owns it.",
            NO_RIGHTS,
        )
    return None
