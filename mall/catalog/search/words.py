"""Cut Chinese into the words an index holds and a query asks for. Pure: no database.

A product is indexed under the words rjieba finds, and its name also under each single character and each pair of
neighbours: the segmenter cuts a name and a query apart differently, and members type single characters. A query word is
asked as a prefix; a longer one may also be met by all its pairs.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

import rjieba

MAX_QUERY_CHARS = 64
MAX_QUERY_WORDS = 12
MAX_WORD_CHARS = 40
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"[^\W_]+")


def normal(text: str) -> str:
    """Return a text with full-width letters narrowed and case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def clean(text: str) -> str:
    """Return what of a search text is looked at: its beginning, without invisible characters, single-spaced."""
    visible = "".join(char if char.isprintable() else " " for char in text[:MAX_QUERY_CHARS])
    return " ".join(visible.split())


def index_words(*, name: str, others: Iterable[str]) -> str:
    """Return the words of a product, each once, separated by spaces."""
    found = [*_cut(name, for_index=True), *_pieces(name)]
    for text in others:
        found.extend(_cut(text, for_index=True))
    return " ".join(dict.fromkeys(found))


def query_words(text: str) -> list[str]:
    """Return the words of a cleaned query, each once; what is no letter or digit is dropped, so is the 13th word."""
    return list(dict.fromkeys(_cut(text, for_index=False)))[:MAX_QUERY_WORDS]


def pairs(word: str) -> list[str]:
    """Return the neighbours of a Chinese word of three characters and more; nothing for any other."""
    return [word[i : i + 2] for i in range(len(word) - 1)] if len(word) > 2 and _CHINESE.fullmatch(word) else []


def _cut(text: str, *, for_index: bool) -> Iterator[str]:
    for run in _WORD.findall(normal(text)):
        for word in rjieba.cut_for_search(run, True) if for_index else rjieba.cut(run, True):
            if _WORD.fullmatch(word):
                yield word[:MAX_WORD_CHARS]


def _pieces(text: str) -> Iterator[str]:
    for run in _CHINESE.findall(normal(text)):
        yield from run
        yield from (run[i : i + 2] for i in range(len(run) - 1))
