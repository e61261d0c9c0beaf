"""The address with which the web server connects: by a role that owns nothing."""

import json
import os
import subprocess
from pathlib import Path

from scripts.setup import cluster_data
from scripts.setup.place import Place
from scripts.setup.problem import DATABASE, Problem
from scripts.setup.progress import Progress
from scripts.setup.secret import secret_key

SETTING = "DIEMNONG_WEB_DATABASE_URL"


def web_database(python: Path, url: str, place: Place, progress: Progress) -> str:
    """Return it; the role is made and let in first. A Problem says what a person has to do."""
    wish = {
        "owner_url": url,
        "named_url": os.environ.get(SETTING, ""),
        "secret": secret_key(place),
        "superuser_url": _superuser_url(place),
    }
    done = subprocess.run(
        [python, "-m", "scripts.setup.ensure_web_login"],
        input=json.dumps(wish),
        capture_output=True,
        text=True,
        cwd=place.root,
        check=False,
    )
    if done.returncode:
        raise Problem(done.stderr.strip(), DATABASE)
    if remark := done.stderr.strip():
        progress.say(remark)
    return done.stdout.strip()


def _superuser_url(place: Place) -> str:
    """Of the private cluster, whose roles are all ours; empty where the database is named."""
    record = None if os.environ.get("DATABASE_URL") else cluster_data.read_record(place)
    return cluster_data.superuser_url(record) if record else ""
