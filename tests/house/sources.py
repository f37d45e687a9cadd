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

    @property
    def is_edge(self) -> bool:
        """What only translates for people and clients: api, admin pages, commands."""
        return self.path.split("/")[2:3] in (["api"], ["management"], ["admin"], ["admin.py"])

    @property
    def code_lines(self) -> int:
        """Lines that do something: blank lines, comments and docstrings are for the reader and cost nothing."""
        said: set[int] = set()
        for node in ast.walk(self.tree):
            body = getattr(node, "body", None)
            first = body[0] if isinstance(body, list) and body else None
            value = getattr(first, "value", None)
            if isinstance(first, ast.Expr) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                said.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
        lines = enumerate(self.text.split("\n"), 1)
        return sum(1 for n, line in lines if n not in said and line.strip() and not line.strip().startswith("#"))


@cache
def product_sources() -> tuple[Source, ...]:
    """Return every module of the product, migrations aside."""
    files = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py") if "migrations" not in path.parts)
    return tuple(_read(path) for path in files)


@cache
def every_test() -> tuple[Source, ...]:
    return tuple(_read(path) for path in sorted((ROOT / "tests").rglob("*.py")))


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf8")
    return Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


def functions(source: Source) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
