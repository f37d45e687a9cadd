"""Production speaks to real channels only: the process refuses to start with anything else."""

import os
import subprocess
import sys

import pytest

from tests.house.sources import ROOT

PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": "x9" * 40, "DEMO_DIR": "/nonexistent"}
HTTP = {"SMS_GATEWAY": "http", "SMS_URL": "https://sms.example.cn/send", "SMS_KEY": "k", "SMS_SECRET": "s"}


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings as a process of its own does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SMS_", "WECHAT", "ENVIRONMENT"))}
    code = "from config.settings import channels; print(channels.SMS_GATEWAY)"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**kept, **PRODUCTION, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "gateway"),
    [({}, ""), (HTTP, "http")],
)
def test_a_sound_shop_starts(environment: dict[str, str], gateway: str) -> None:
    started = start(**environment)

    assert (started.returncode, started.stdout.strip()) == (0, gateway)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"SMS_GATEWAY": "console"}, "https gateway"),
        ({**HTTP, "SMS_URL": "http://127.0.0.1:8900/sms.example.com/send"}, "https gateway"),
        ({**HTTP, "SMS_SECRET": ""}, "needs SMS_URL"),
    ],
)
def test_a_toy_channel_stops_production(environment: dict[str, str], said: str) -> None:
    started = start(**environment)

    assert started.returncode != 0
    assert said in started.stderr
