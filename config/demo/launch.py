"""`make demo`: keys, simulators, data, then the shop; Ctrl-C stops all. Runs before Django's settings are read."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO_DIR = Path(os.environ.get("DEMO_DIR") or ROOT / ".demo").resolve()
PORT = int(os.environ.get("PORT") or 8000)
SIMULATOR_PORT = int(os.environ.get("SIMULATOR_PORT") or 8900)
KEYS = DEMO_DIR / "keys"
PYTHON = sys.executable
READY_SECONDS = 60


def main() -> int:
    (DEMO_DIR / "static").mkdir(parents=True, exist_ok=True)
    environment = {"LOG_LEVEL": "WARNING", **os.environ, "DEMO_DIR": str(DEMO_DIR), "PORT": str(PORT)}
    environment |= {"STATIC_FROM_SOURCE": "1", "STATIC_ROOT": str(DEMO_DIR / "static")}
    environment |= {"PYTHONUNBUFFERED": "1", "SLOW_QUERY_MS": os.environ.get("SLOW_QUERY_MS", "1000")}
    # SIGINT too: a shell starts what it puts in the background with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    children: list[subprocess.Popen[bytes]] = []
    _need_ports()
    try:
        _run(["-m", "simulators", "keys", "--keys", str(KEYS), "--port", str(SIMULATOR_PORT)], environment)
        _forget_old_shop()
        state = DEMO_DIR / "simulators.sqlite3"
        serve = ["-m", "simulators", "serve", "--port", str(SIMULATOR_PORT)]
        children.append(_start([*serve, "--keys", str(KEYS), "--state", str(state)], environment))
        _wait(f"http://127.0.0.1:{SIMULATOR_PORT}/healthz", children)
        _run(["manage.py", "seed_demo", "--simulators", f"http://127.0.0.1:{SIMULATOR_PORT}"], environment)
        children.append(_start(["-m", "gunicorn", "-c", "config/gunicorn_embedded.py", "config.wsgi"], environment))
        _wait(f"http://127.0.0.1:{PORT}/readyz", children)
        _welcome()
        return _watch(children)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(children)


def _need_ports() -> None:
    """Say at once that a port is taken: else we would wait for somebody else's shop, and find it ready."""
    for name, port in (("PORT", PORT), ("SIMULATOR_PORT", SIMULATOR_PORT)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise SystemExit(f"端口 {port} 已被占用，请换一个：{name}=… make demo") from None


def _run(arguments: list[str], environment: dict[str, str]) -> None:
    subprocess.run([PYTHON, *arguments], cwd=ROOT, env=environment, check=True)  # noqa: S603 - our own programs


def _start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we stop the children in order.
    return subprocess.Popen([PYTHON, *arguments], cwd=ROOT, env=environment, start_new_session=True)  # noqa: S603 - as above


def _forget_old_shop() -> None:
    """Throw the SQLite shop away when its migrations have changed; a database given by name is never touched."""
    if os.environ.get("DATABASE_URL"):
        return
    mark, present = DEMO_DIR / "schema.sha256", _schema()
    if mark.exists() and mark.read_text() == present:
        return
    for file in [*DEMO_DIR.glob("shop.sqlite3*"), *DEMO_DIR.glob("simulators.sqlite3*")]:
        file.unlink()
    shutil.rmtree(DEMO_DIR / "media", ignore_errors=True)
    mark.write_text(present)


def _schema() -> str:
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("*/*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _wait(url: str, children: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    answer = "nothing"
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            raise SystemExit("演示服务意外退出，请查看上面的日志")
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
                return
        except urllib.error.HTTPError as error:
            answer = error.read().decode(errors="replace")
        except (urllib.error.URLError, OSError) as error:
            answer = str(error)
        time.sleep(0.2)
    raise SystemExit(f"{url} 在 {READY_SECONDS} 秒内没有就绪：{answer}")


def _welcome() -> None:
    base, simulators = f"http://127.0.0.1:{PORT}", f"http://127.0.0.1:{SIMULATOR_PORT}"
    print(
        f"""
Siyu 私域演示店已就绪（Ctrl-C 停止，数据在 {DEMO_DIR}）

  店铺      {base}/
  运营后台  {base}/admin/      用户 admin     密码 siyu-demo-2026（超级管理员）
            各角色：operator service warehouse finance auditor，密码相同
  接口文档  {base}/api/docs/   接口 {base}/api/v1/
  模拟器    {simulators}/_sim/（微信登录、微信支付）

  会员 alice、bob、carol、dave：用 openid「openid-alice」等在模拟器取登录码，见 README。
""",
        flush=True,
    )


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    while True:
        for child in children:
            if child.poll() is not None:
                print(f"演示进程退出（代码 {child.returncode}），正在停止", flush=True)
                return 1
        time.sleep(0.5)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # an impatient second Ctrl-C must not leave a child behind
    for child in reversed(children):
        if child.poll() is None:
            child.terminate()
    for child in reversed(children):
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    sys.exit(main())
