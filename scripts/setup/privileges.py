"""Who the database server runs as: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from scripts.setup.problem import CLUSTER, Problem

_OWN_USER = "diemnong"


class Account(NamedTuple):
    """The user of the private database server."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()

    def as_user(self) -> dict[str, Any]:
        """Arguments that make subprocess run a program as this user."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Make this user the owner of one file or folder of ours."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Whether this user gets into `folder` (root's home, for one, is closed)."""
        done = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            **self.as_user(),
        )
        return done.returncode == 0


def server_account(remembered: str | None = None) -> Account:
    """Ourselves, or for root an unprivileged user: `remembered`, postgres, or one made now."""
    if os.geteuid() != 0:
        entry = pwd.getpwuid(os.geteuid())
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    for name in (remembered, "postgres", _OWN_USER):
        if name and (account := _look_up(name)):
            return account
    return _make_user()


def _look_up(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make_user() -> Account:
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        options = ("--system", "--no-create-home", "--shell", "/usr/sbin/nologin")
        subprocess.run([useradd, *options, _OWN_USER], capture_output=True, check=False)
    account = _look_up(_OWN_USER) or _look_up("nobody")
    if account is None:
        raise Problem(
            "PostgreSQL does not run as root, and no unprivileged user could be made.\n"
            f"Make one (useradd --system {_OWN_USER}), or start as an ordinary user.",
            CLUSTER,
        )
    return account
