"""An action's parameters: as a form for people, and back from what was entered."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from deskhand.actions.declare import Action, Parameters, Picker
from deskhand.kernel.errors import FieldError, invalid

# Of a key in the database; what is longer is no key.
_MOST_DIGITS = 19


def pickers(model: type[Parameters]) -> dict[str, str]:
    """Which parameters name directory objects, and of which kind."""
    return {
        name: mark.kind
        for name, info in model.model_fields.items()
        for mark in info.metadata
        if isinstance(mark, Picker)
    }


def schema(model: type[Parameters], leave_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """JSON schema of the parameters but for some; directory objects carry `x-picker`."""
    made = model.model_json_schema()
    for name in leave_out:
        del made["properties"][name]
    made.pop("title", None)
    made.pop("description", None)
    for name, kind in pickers(model).items():
        made["properties"][name]["x-picker"] = kind
    return made


def labels(info: FieldInfo) -> dict[str, str]:
    """What the choices of a parameter are called, by value; empty where they have no names."""
    extra = info.json_schema_extra
    found = extra.get("x-labels") if isinstance(extra, dict) else None
    return {str(key): str(each) for key, each in found.items()} if isinstance(found, dict) else {}


def read(action: Action, entered: dict[str, Any]) -> Parameters:
    """Check what was entered. Raises `invalid` with one message a field."""
    picked = {name: _key(entered[name]) for name in pickers(action.parameters) if name in entered}
    try:
        return action.parameters.model_validate({**entered, **picked})
    except ValidationError as error:
        fields = [
            FieldError(".".join(str(part) for part in each["loc"]), each["msg"])
            for each in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise invalid(f"{action.title} cannot run with these values.", *fields) from None


def _key(value: Any) -> Any:
    """The key of a directory object, which forms send in digits; anything else as it is."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value) if len(value) <= _MOST_DIGITS else value
    return value
