"""The private PostgreSQL: started when first needed, shared, stopped by the last who leaves.

Every user holds a shared lock on var/cluster.lock while working; who leaves tries to take it
exclusively and, if alone, stops the server. Starting and stopping happen under a second lock.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from scripts.setup import cluster_data
from scripts.setup.cluster_data import Record
from scripts.setup.locks import FileLock, only_one
from scripts.setup.pg_programs import ensure_programs
from scripts.setup.place import Place
from scripts.setup.postmaster import listening_port, running_pid, start, stop
from scripts.setup.privileges import Account, server_account
from scripts.setup.problem import CLUSTER, Problem
from scripts.setup.progress import Progress


class Cluster:
    """The private cluster of one clone."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._keep = place.var / "cluster.keep"
        self._starting = place.var / "cluster.start.lock"
        self._users: FileLock | None = None

    @contextmanager
    def used(self, progress: Progress) -> Iterator[str]:
        """Give the address of the running database; on leaving, stop it if nobody else is in."""
        url = self.acquire(progress)
        try:
            yield url
        finally:
            self.release()

    def acquire(self, progress: Progress) -> str:
        self._users = FileLock(self._place.var / "cluster.lock")
        try:
            with only_one(self._starting):
                self._users.shared()
                return self._ensure_running(progress).url()
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Leave; stop the server if we were the last and nobody asked to keep it."""
        if self._users is None:
            return
        with only_one(self._starting):
            record = cluster_data.read_record(self._place)
            if self._users.try_exclusive() and record and not self._is_kept(record):
                stop(record)
        self._users.close()
        self._users = None

    def keep_running(self, progress: Progress) -> str:
        """Start it for a developer: it runs on, without a lock, until `stop_kept`."""
        with only_one(self._starting):
            record = self._ensure_running(progress)
            self._keep.write_text(str(running_pid(record)))
            return record.url()

    def stop_kept(self) -> bool:
        """Withdraw `keep_running`. False if others still use the server, which goes on then."""
        with only_one(self._starting):
            self._keep.unlink(missing_ok=True)
            record = cluster_data.read_record(self._place)
            users = FileLock(self._place.var / "cluster.lock")
            is_alone = users.try_exclusive()
            if is_alone and record:
                stop(record)
            users.close()
            return is_alone

    def _is_kept(self, record: Record) -> bool:
        return self._keep.is_file() and self._keep.read_text() == str(running_pid(record))

    def _ensure_running(self, progress: Progress) -> Record:
        record = cluster_data.read_record(self._place)
        account = server_account(record.user if record else None)
        if record is None:
            programs = ensure_programs(self._place, progress)
            # PostgreSQL may just have been installed, and with it a better user than before.
            account = server_account()
            home, remark = cluster_data.choose_home(self._place, account)
            progress.note("making the private database")
            if remark:
                progress.say(remark)
            record = cluster_data.make_cluster(programs, self._place, home, account)
            cluster_data.write_record(self._place, record)
        cluster_data.finish(record)
        _check_owner(record, account)
        if port := listening_port(record):
            return self._remember(record, port)
        programs = ensure_programs(self._place, progress, cluster_data.major_version(record))
        return self._remember(record, start(programs, record, account))

    def _remember(self, record: Record, port: int) -> Record:
        if port == record.port:
            return record
        record = record._replace(port=port)
        cluster_data.write_record(self._place, record)
        return record


def _check_owner(record: Record, account: Account) -> None:
    """Refuse data that are not ours: never touch another program's cluster."""
    if record.user != account.name:
        raise Problem(
            f"The database of this clone belongs to the user {record.user}, you are "
            f"{account.name}.\nStart as that user, or use a clone of your own.",
            CLUSTER,
        )
    if not record.data.is_dir():
        raise Problem(
            f"The database of this clone should lie in {record.data}, but it is not there.\n"
            "Bring it back, or delete var/cluster.json to begin with an empty one.",
            CLUSTER,
        )
    if not cluster_data.is_ours(record):
        raise Problem(
            f"{record.data} is not the database that this clone made. Nothing was touched.\n"
            "Bring the right folder back, or delete var/cluster.json to begin with an empty one.",
            CLUSTER,
        )
