"""Text that people search and sort by: the same on both databases, whatever their collations."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart into a base letter and a mark.
_WHOLE_LETTERS = str.maketrans(
    {
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
)


def fold(text: str) -> str:
    """Lower case without diacritics: "Søren Łukasz" and "soren lukasz" become the same."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return bare.translate(_WHOLE_LETTERS)


def words(query: str) -> list[str]:
    """The folded words of a search, at most eight of them."""
    return fold(query).split()[:8]


def like(word: str) -> str:
    r"""A LIKE pattern that finds the word anywhere; its escape character is a backslash."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
