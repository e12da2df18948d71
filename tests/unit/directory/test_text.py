"""The text that people are searched by holds every word once, and finds what the whole would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deskhand.directory.text import fold, searchable, words

_TEXTS = st.lists(st.text("abÅø .@", max_size=12), max_size=6)


def test_words_that_another_one_holds_are_left_out() -> None:
    texts = ["ana.berg@acme.example", "Ana Berg", "Bergen", "Sales", "sales"]
    assert searchable(texts) == "ana.berg@acme.example bergen sales"


@given(texts=_TEXTS, query=st.text("abåØ.@", max_size=4))
def test_a_word_is_found_where_the_whole_texts_hold_it(texts: list[str], query: str) -> None:
    for word in words(query):
        whole = any(word in each for each in fold(" ".join(texts)).split())
        assert (word in searchable(texts)) == whole
