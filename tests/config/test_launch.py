"""`make demo` before anything runs: an old shop is forgotten, a taken port is named."""

import socket
from pathlib import Path

import pytest

from config.demo import launch


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(launch, "DEMO_DIR", tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "media").mkdir()
    for name in ("shop.sqlite3", "shop.sqlite3-wal", "simulators.sqlite3"):
        (tmp_path / name).write_text("")
    return tmp_path


def test_a_shop_of_the_same_schema_stays(folder: Path) -> None:
    (folder / "schema.sha256").write_text(launch._schema())

    launch._forget_old_shop()

    assert (folder / "shop.sqlite3").exists()
    assert (folder / "media").exists()


def test_a_shop_of_another_schema_is_built_anew(folder: Path) -> None:
    (folder / "schema.sha256").write_text("of last week")

    launch._forget_old_shop()

    assert sorted(file.name for file in folder.iterdir()) == ["schema.sha256"]
    assert (folder / "schema.sha256").read_text() == launch._schema()


def test_a_database_given_by_name_is_never_touched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db/siyu")

    launch._forget_old_shop()

    assert (folder / "shop.sqlite3").exists()


def test_a_taken_port_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(launch, "PORT", port)

        with pytest.raises(SystemExit) as refusal:
            launch._need_ports()

    assert f"端口 {port} 已被占用" in str(refusal.value)
