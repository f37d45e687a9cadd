"""The program as a process."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from simulators.__main__ import main
from tests.simulators.shop import Shop


def serve(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "simulators", "serve", "--port", "0", "--keys", str(folder)]
    return subprocess.Popen(
        [*command, "--state", str(folder / "state.sqlite3")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def test_serve_answers_and_stops_cleanly_on_sigterm(tmp_path: Path) -> None:
    with serve(tmp_path) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[3].rstrip(",")

        health = requests.get(f"{url}/healthz", timeout=5)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=5)

    assert health.status_code == 200
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert f"WECHATPAY_BASE={url}/" in (tmp_path / "simulators.env").read_text()


def test_a_port_in_use_is_said_plainly(tmp_path: Path, shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    port = shop.simulators.url.rpartition(":")[2]

    code = main(["serve", "--port", port, "--keys", str(tmp_path)])

    assert code == 1
    assert capsys.readouterr().err.startswith(f"cannot listen on port {port}: ")
