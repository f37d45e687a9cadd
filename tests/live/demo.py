"""A demo shop that runs, and where it answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.live.programs import PYTHON, Program, clean_environment, free_port


@dataclass(frozen=True)
class Demo:
    shop: str
    simulators: str
    environment: dict[str, str]
    program: Program


def running_demo(folder: Path) -> Iterator[Demo]:
    """Run `make demo` in a folder of its own, on free ports, until the caller is done with it."""
    port, simulator_port = free_port(), free_port()
    # Nobody is to be turned away here for asking too much.
    scopes = ("MEMBER", "ANONYMOUS", "LOGIN", "MONEY", "CODES", "UPLOADS")
    rates = {f"THROTTLE_{scope}": "1000000/min" for scope in scopes}
    places = {"DEMO_DIR": str(folder), "PORT": str(port), "SIMULATOR_PORT": str(simulator_port)}
    environment = clean_environment(**places, **rates)
    program = Program([PYTHON, "-m", "config.demo.launch"], environment, folder / "demo.log")
    shop = f"http://127.0.0.1:{port}"
    try:
        program.wait_for(f"{shop}/readyz", seconds=180)
        yield Demo(shop, f"http://127.0.0.1:{simulator_port}", environment, program)
    finally:
        code = program.stop()
    assert code == 0, program.said()
