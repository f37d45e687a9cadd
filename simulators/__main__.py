"""``python -m simulators serve|keys``: run the simulators, or only make their keys."""

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from simulators.httpd import LOCAL
from simulators.keys import ensure_keys, write_env
from simulators.server import Options, start


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.DEBUG if chosen.verbose else logging.INFO, format="%(name)s %(message)s")
    if chosen.command == "keys":
        print(write_env(ensure_keys(chosen.keys), f"http://{LOCAL}:{chosen.port}"))
        return 0
    return _serve(chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulators", description="WeChat and WeChat Pay on one local port")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("serve", "run until SIGTERM or Ctrl-C"), ("keys", "make keys and simulators.env, keeping old")):
        command = commands.add_parser(name, help=text)
        command.add_argument("--port", type=int, default=8900)
        command.add_argument("--keys", type=Path, required=True, metavar="DIR")
        command.add_argument("--verbose", action="store_true", help="log every request")
        if name == "serve":
            command.add_argument("--state", type=Path, metavar="FILE", help="SQLite file; memory without it")
            command.add_argument("--refund-delay", type=float, default=2.0, metavar="SECONDS")
    return parser


def _serve(chosen: argparse.Namespace) -> int:
    options = Options(keys=chosen.keys, state=chosen.state, refund_delay_seconds=chosen.refund_delay)
    try:
        simulators = start(chosen.port, options)
    except OSError as error:
        print(f"cannot listen on port {chosen.port}: {error.strerror}", file=sys.stderr)
        return 1
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    env = write_env(simulators.config, simulators.url)
    print(f"simulators listen at {simulators.url}, settings in {env}", flush=True)
    done.wait()
    simulators.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
