"""Text that people search and sort by: the same on both databases, whatever their collations."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# Letters that Unicode does not take apart into a base letter and a mark.
_WHOLE_LETTERS = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ħ": "h",
    "\u0131": "i",
}


class _Letters(dict[int, str]):
    """What each letter becomes, found out when it first turns up."""

    def __missing__(self, code: int) -> str:
        apart = unicodedata.normalize("NFKD", chr(code).casefold())
        bare = (each for each in apart if not unicodedata.combining(each))
        found = self[code] = "".join(_WHOLE_LETTERS.get(each, each) for each in bare)
        return found


_LETTERS = _Letters()


def fold(text: str) -> str:
    """Lower case without diacritics: "Søren Łukasz" and "soren lukasz" become the same."""
    return text.lower() if text.isascii() else text.translate(_LETTERS)


def searchable(texts: Iterable[str]) -> str:
    """All words of these texts, folded, without those that another one contains.

    A search looks for its words one by one, so it finds the same in half the text.
    """
    found = ""
    for word in fold(" ".join(texts)).split():
        if word not in found:
            found = f"{found} {word}" if found else word
    return found


def words(query: str) -> list[str]:
    """The folded words of a search, at most eight of them."""
    return fold(query).split()[:8]


def like(word: str) -> str:
    r"""A LIKE pattern that finds the word anywhere; its escape character is a backslash."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
