"""Start whole programs as an operator does, wait until they answer, stop them, look at what they said."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(**more: str) -> dict[str, str]:
    """Return the environment without settings of whoever runs the tests."""
    ours = (
        "DATABASE_URL",
        "CACHE_URL",
        "CELERY_BROKER_URL",
        "DEMO_DIR",
        "PORT",
        "SIMULATOR_PORT",
        "DJANGO_SETTINGS_MODULE",
    )
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "PYTHONUNBUFFERED": "1", **more}


class Program:
    """A running program in a process group of its own, its output in a file."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        self._file = log.open("ab")
        self.process = subprocess.Popen(
            arguments,
            cwd=ROOT,
            env=dict(environment),
            stdout=self._file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def stop(self, sign: int = signal.SIGTERM, timeout: float = 30) -> int:
        if self.process.poll() is None:
            os.killpg(self.process.pid, sign) if sign == signal.SIGKILL else self.process.send_signal(sign)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise AssertionError(f"did not stop in {timeout} s:\n{self.said()}") from None
        finally:
            self._file.close()

    def said(self, last: int = 4000) -> str:
        return self.log.read_text(encoding="utf8", errors="replace")[-last:]

    def wait_for(self, url: str, seconds: float = 90) -> None:
        """Wait until an address answers 200."""
        deadline, answer = time.monotonic() + seconds, ""
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode}:\n{self.said()}")
            try:
                with urllib.request.urlopen(url, timeout=5):
                    return
            except urllib.error.HTTPError as error:
                answer = error.read().decode(errors="replace")[:500]
            except OSError as error:
                answer = str(error)
            time.sleep(0.2)
        raise AssertionError(f"{url} not ready in {seconds} s: {answer}\n{self.said()}")


def manage(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run a management command and return what it printed."""
    done = subprocess.run(
        [PYTHON, "manage.py", *arguments],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def eventually(check, seconds: float = 20, said=lambda: ""):  # type: ignore[no-untyped-def] # any value that is truthy once it is so
    """Return the first truthy answer of `check`, asked again and again for a while."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = check()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"did not come true in {seconds} s\n{said()}")
