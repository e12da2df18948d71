"""What people write on requests: whether there is anything to see of it."""

from __future__ import annotations

import unicodedata

# Letters and symbols by their category, but they leave nothing on the screen.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Letters, numbers, punctuation and symbols; not spaces, marks, controls and formats.
_SEEN = frozenset("LNPS")


def is_blank(text: str) -> bool:
    """Whether it has no character that one sees."""
    return not any(unicodedata.category(each)[0] in _SEEN and each not in _BLANKS for each in text)
