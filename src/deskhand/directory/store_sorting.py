"""SQL of the order of a list that people sort by its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa


def order(
    sort: str, columns: Mapping[str, sa.ColumnElement[Any]], by_name: Sequence[Any]
) -> list[Any]:
    """By one of `columns` or by name; with a - in front of it the other way round.

    Who lacks a value comes last either way, and those with the same one are in the order of names.
    """
    descending, sort = sort.startswith("-"), sort.removeprefix("-")
    if sort == "name":
        return [each.desc() for each in by_name] if descending else list(by_name)
    column = columns[sort]
    first = column.desc() if descending else column.asc()
    return [first.nulls_last(), *by_name]
