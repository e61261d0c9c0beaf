"""Tell people what is new in a ward: no arguments; the result counts what was made and told."""

from typing import Any

from geo.text import Text
from layers.jobs.base import JobContext, Kind
from layers.notices.engine import tell
from layers.notices.mail_send import deliver
from layers.settings import MailSettings


def run(job: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Tell in one transaction: begun again after a crash, nothing is told twice or lost."""
    done = tell(job.conn, job.ward, progress=job.progress)
    mails = deliver(job.conn, job.ward, MailSettings.from_env(), progress=job.progress)
    return {
        "incidents": done.news.incidents,
        "findings": done.news.findings,
        "kept": done.kept,
        "told": done.told,
        "mails": mails.sent,
    }


KIND = Kind("notices", Text("Báo tin", "Notices"), run)
