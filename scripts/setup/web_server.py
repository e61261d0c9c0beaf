"""gunicorn: start it, wait until it answers, end it with everything it started."""

import http.client
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from scripts.setup.locks import FileLock
from scripts.setup.place import Place
from scripts.setup.problem import PORT_TAKEN, WEB_SERVER, Problem
from scripts.setup.processes import die_with_parent, end_all, end_group, find_processes

_READY_SECONDS = 60
_STOP_SECONDS = 10


class WebServer:
    """One address of this clone, reserved by a lock on the port's own file."""

    def __init__(self, place: Place, host: str, port: int) -> None:
        self._place = place
        self._host = host
        self._port = port
        self._lock: FileLock | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def reserve(self) -> None:
        """Make sure that the port will be ours, before anything is started."""
        lock = FileLock(self._place.var / f"serve-{self._port}.lock")
        if not lock.try_exclusive():
            raise Problem(
                f"This clone is served at port {self._port} already, by another "
                "./scripts/serve.\nStop that one, or choose another port: "
                f"./scripts/serve --port {self._port + 1}",
                PORT_TAKEN,
            )
        self._lock = lock
        end_orphans(self._place, self._port)
        check_address(self._host, self._port)

    def start(self, python: Path, env: dict[str, str]) -> None:
        """Start gunicorn in a process group of its own and wait for its first answer."""
        command: list[str | Path] = [
            python, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "2",
            "--threads", "4", "--graceful-timeout", "5", "--log-level", "warning",
            "--preload",  # the program is loaded once, and its memory shared by the workers
            "--no-control-socket", "--bind", f"{_in_brackets(self._host)}:{self._port}",
            "web:create_app()",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command,
            env=env,
            cwd=self._place.root,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C at the terminal is for us: we end it in order
            preexec_fn=die_with_parent,  # noqa: PLW1509 (we have no threads)
        )
        self._wait_ready()

    @property
    def pid(self) -> int:
        """The process to wait for."""
        assert self._process is not None
        return self._process.pid

    def wait(self) -> int:
        """Wait until it ends by itself, which it should not; return its exit code."""
        assert self._process is not None
        return self._process.wait()

    def stop(self) -> None:
        """End gunicorn and its workers, whatever state they are in."""
        if self._process is None:
            return
        # SIGINT is gunicorn's quick way out: open requests are cut, the workers reaped.
        self._process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_STOP_SECONDS)
        end_group(self._process.pid)
        self._process.wait()
        self._process = None

    def free(self) -> None:
        """Give the port back."""
        if self._lock:
            self._lock.close()

    def _wait_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise Problem("The web server ended at once. Its words stand above.", WEB_SERVER)
            if self._answers():
                return
            time.sleep(0.05)
        raise Problem(f"The web server did not answer in {_READY_SECONDS} s.", WEB_SERVER)

    def _answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)
        client = http.client.HTTPConnection(host, self._port, timeout=10)
        try:
            client.request("GET", "/healthz")
            return client.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()


def check_address(host: str, port: int) -> None:
    """Try the address the way gunicorn will; raise with what to do if it is not free."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError as error:
        raise Problem(
            f"Port {port} may only be opened by root. Choose one above 1023.", PORT_TAKEN
        ) from error
    except OSError as error:
        raise Problem(_why_not(error, host, port), PORT_TAKEN) from error


def end_orphans(place: Place, port: int) -> None:
    """End what a killed ./scripts/serve left at our port: the caller holds the port's lock.

    Only processes of this clone's own Python that run gunicorn for this port are ended.
    """
    python = str(place.venv / "bin" / "python")
    end_all(
        find_processes(
            lambda command: (
                command[:3] == [python, "-m", "gunicorn"]
                and any(part.endswith(f":{port}") for part in command)
            )
        )
    )


def _why_not(error: OSError, host: str, port: int) -> str:
    if isinstance(error, socket.gaierror) or "assign" in str(error):
        return f"{host} is not an address of this machine. Leave --host out, or use 0.0.0.0."
    return (
        f"Port {port} is taken by another program. Stop it, or choose another port:\n"
        f"./scripts/serve --port {port + 1}"
    )


def _in_brackets(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def address_for_people(host: str, port: int) -> str:
    """The address to type into a browser on this machine."""
    name = "127.0.0.1" if host in ("0.0.0.0", "::", "localhost") else _in_brackets(host)
    return f"http://{name}:{port}"
