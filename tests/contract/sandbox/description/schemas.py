"""Validators for OpenAPI 3.0 schemas, closed: a member that no schema names is an error.

`allOf` is folded into one object, since closed parts would refuse each other's members. Members are
known by the component that declares them, `User.activated` for example, which is what
`deviations.py` names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from tests.contract.sandbox.description.deviations import EXTRA, LOOSE, NULLS, VALUES
from tests.contract.sandbox.description.operations import Document

Schema = dict[str, Any]
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_COPIED = (
    "type", "enum", "format", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems",
    "maxItems", "required",
)  # fmt: skip


def validator_of(document: Document, schema: Schema) -> jsonschema_rs.Validator:
    """Checks an answer. Stamps have milliseconds and end in Z; write-only members are unknown."""
    converter = _Converter(document)
    top = converter.convert(schema, "")
    top["$defs"] = converter.definitions
    return jsonschema_rs.Draft202012Validator(
        top,
        validate_formats=True,
        ignore_unknown_formats=True,
        formats={"date-time": _is_stamp},
    )


def _is_stamp(value: str) -> bool:
    return bool(_STAMP.fullmatch(value))


class _Converter:
    def __init__(self, document: Document) -> None:
        self._document = document
        self.definitions: dict[str, Schema] = {}

    def convert(self, schema: Schema, where: str) -> Schema:
        """`where` names the place: a component, and members under it."""
        if "$ref" in schema and where not in EXTRA:
            return self._reference(schema["$ref"].rsplit("/", 1)[1], where)
        flat = _Flat(self._document)
        flat.add(schema, where)
        if "$ref" in schema:
            # What is more at this place alone, and not wherever the component stands.
            flat.add({"properties": EXTRA[where]}, where)
        return self._finish(flat, where)

    def _reference(self, name: str, where: str) -> Schema:
        if name not in self.definitions:
            self.definitions[name] = {}
            flat = _Flat(self._document)
            target = self._document.root["components"]["schemas"][name]
            flat.add(target, name)
            base = self._finish(flat, name)
            self.definitions[name] = self._discriminated(name, target, base)
        return _maybe_null({"$ref": f"#/$defs/{name}"}, where in NULLS)

    def _discriminated(self, name: str, target: Schema, base: Schema) -> Schema:
        """Where a member decides on the kind, its value picks the schema of that kind."""
        told = target.get("discriminator")
        if not told or "mapping" not in told:
            return base
        member = told["propertyName"]
        found: Schema = base
        for value, reference in told["mapping"].items():
            kind_name = reference.rsplit("/", 1)[1]
            kind = base if kind_name == name else self._reference(kind_name, "")
            test = {"properties": {member: {"const": value}}, "required": [member]}
            found = {"if": test, "then": kind, "else": found}
        return found

    def _finish(self, flat: _Flat, where: str) -> Schema:
        if flat.choices:
            # Each alternative is closed, so it has to know the members around the choice too.
            options = [self._finish(one, where) for one in flat.expanded()]
            return options[0] if len(options) == 1 else {"anyOf": options}
        found: Schema = dict(flat.facts)
        if where in VALUES:
            found["enum"] = [*found.get("enum", ()), *VALUES[where]]
        for loosened in LOOSE.get(where, ()):
            _loosen(found, loosened)
        if flat.items is not None:
            found["items"] = self.convert(flat.items, f"{where}[]")
        if flat.members:
            found["properties"] = self._members(flat.members)
            found["additionalProperties"] = self._others(flat, where)
        elif isinstance(flat.others, dict):
            found["additionalProperties"] = self.convert(flat.others, f"{where}.*")
        if flat.nullable or where in NULLS:
            return _maybe_null(found, True)
        return found

    def _members(self, members: Mapping[str, tuple[Schema, str]]) -> Schema:
        found = {}
        for name, (schema, where) in members.items():
            if schema.get("writeOnly"):
                continue
            found[name] = self.convert(schema, where)
        return found

    def _others(self, flat: _Flat, where: str) -> Schema | bool:
        if isinstance(flat.others, dict):
            return self.convert(flat.others, f"{where}.*")
        return flat.others


class _Flat:
    """What a schema says once its `allOf` parts are one."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.facts: Schema = {}
        self.members: dict[str, tuple[Schema, str]] = {}
        self.others: Schema | bool = False
        self.items: Schema | None = None
        self.nullable = False
        self.choices: list[tuple[list[Schema], str]] = []
        self.folded: set[str] = set()

    def add(self, schema: Schema, where: str) -> None:
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            # An alternative that names its choice again adds nothing new.
            if name not in self.folded:
                self.folded.add(name)
                self.add(self._document.follow(schema), name)
            return
        required = [*self.facts.get("required", ()), *schema.get("required", ())]
        self.facts.update({name: schema[name] for name in _COPIED if name in schema})
        if required:
            self.facts["required"] = sorted(set(required))
        self.nullable = self.nullable or bool(schema.get("nullable"))
        self.items = schema.get("items", self.items)
        for part in schema.get("allOf", ()):
            self.add(part, where)
        for name, member in {**schema.get("properties", {}), **EXTRA.get(where, {})}.items():
            self.members[name] = (member, f"{where}.{name}")
        self.others = schema.get("additionalProperties", self.others)
        for kind in ("oneOf", "anyOf"):
            if kind in schema:
                self.choices.append((schema[kind], where))

    def expanded(self) -> Iterator[_Flat]:
        options, where = self.choices[0]
        for option in options:
            flat = _Flat(self._document)
            flat.facts = dict(self.facts)
            flat.members = dict(self.members)
            flat.others, flat.items, flat.nullable = self.others, self.items, self.nullable
            flat.choices = list(self.choices[1:])
            flat.folded = set(self.folded)
            flat.add(option, where)
            yield flat


def _loosen(found: Schema, what: str) -> None:
    """`what` is a keyword, or `required:` and a member."""
    keyword, _, member = what.partition(":")
    kept = [name for name in found.pop(keyword, ()) if member and name != member]
    if kept:
        found[keyword] = kept


def _maybe_null(schema: Schema, nullable: bool) -> Schema:
    # An alternative would hide which part of the schema an error is about.
    return {"if": {"type": "null"}, "else": schema} if nullable else schema
