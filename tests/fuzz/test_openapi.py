"""schemathesis over the OpenAPI document against a live server: no 5xx, no undocumented status or content."""

import os
import subprocess
from pathlib import Path

from tests.live.demo import Demo
from tests.live.programs import ROOT
from tests.live.walk import Shopper

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "15")


# One worker: in threads, Hypothesis can meet a recursion fault of this interpreter while it describes a strategy.
def _fuzz(demo: Demo, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            f"{ROOT}/.venv/bin/schemathesis", "run", f"{demo.shop}/api/schema/?format=json",
            "--checks", CHECKS, "--max-examples", EXAMPLES, "--phases", "examples,coverage,fuzzing", "--workers", "1",
            "--request-timeout", "20", "--no-color", *more,
        ],
        cwd=folder, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip


def test_a_signed_in_member_finds_no_server_error(demo: Demo, tmp_path: Path) -> None:
    wendy = Shopper(demo.shop, demo.simulators, "openid-fuzz")
    wendy.sign_in()
    wendy.address()
    token = wendy.http.headers["Authorization"]

    done = _fuzz(demo, tmp_path, "-H", f"Authorization: {token}", "--exclude-path", "/api/v1/auth/logout")

    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]


def test_a_stranger_finds_no_server_error(demo: Demo, tmp_path: Path) -> None:
    done = _fuzz(demo, tmp_path)

    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
