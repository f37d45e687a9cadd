"""gunicorn with sync workers (gthread varied by a factor of two between runs) around an application."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 2


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(application: str, environment: Mapping[str, str], *, settings: str, ready: str) -> Iterator[int]:
    """Serve an application on a free port; yield the port once `ready` answers."""
    port = free_port()
    arguments = [
        str(Path(sys.executable).with_name("gunicorn")), application, "-b", f"127.0.0.1:{port}", "-w", str(WORKERS), "-k", "sync",
        "--no-control-socket", "-n", f"served-{port}", "--log-level", "error",
    ]  # fmt: skip
    full = {**environment, "DJANGO_SETTINGS_MODULE": settings}
    process = subprocess.Popen(arguments, cwd=ROOT, env=full, start_new_session=True)
    try:
        _wait(f"http://127.0.0.1:{port}{ready}", process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    said = ""
    for _ in range(200):
        if process.poll() is not None:
            raise SystemExit(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError) as error:
            said = str(error)
        time.sleep(0.2)
    raise SystemExit(f"{url} does not answer: {said}")
