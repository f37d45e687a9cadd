"""What the house tests look at: every product module, parsed once."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("kernel", "members", "mall", "growth", "config", "simulators")


@dataclass(frozen=True)
class Source:
    path: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """`mall/orders/services/placing.py` -> `mall.orders`."""
        return ".".join(self.path.split("/")[:2]).removesuffix(".py")

    @property
    def lines(self) -> int:
        return self.text.count("\n")


@cache
def product() -> tuple[Source, ...]:
    """Return every module of the product, migrations aside."""
    files = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py") if "migrations" not in path.parts)
    return tuple(_read(path) for path in files)


@cache
def tests() -> tuple[Source, ...]:
    return tuple(_read(path) for path in sorted((ROOT / "tests").rglob("*.py")))


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf8")
    return Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


def functions(source: Source) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
