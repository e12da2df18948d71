"""Faults: switches for the usual ones, a form for every other, and what is switched on."""

from __future__ import annotations

from html import escape

from deskhand.sandbox.okta.control.layout import (
    button,
    choice,
    command_form,
    section,
    table,
    tag,
    text_field,
)
from deskhand.sandbox.okta.control.pages.parts import Page, Visit
from deskhand.sandbox.okta.control.presets import MEANINGS, PRESETS
from deskhand.sandbox.okta.control.views import View
from deskhand.sandbox.okta.wire.faults import KINDS, Fault

_METHODS = (
    ("*", "every method"),
    ("write", "every change"),
    *((each, each) for each in ("GET", "POST", "PUT", "PATCH", "DELETE")),
)
_ON, _OFF = "The fault is on.", "The fault is off."


def show(visit: Visit) -> Page:
    view = visit.view
    return Page(
        "Faults",
        "<h1>Faults</h1><p>Make calls go wrong, to see how a client bears it. The call log names "
        "the fault that a call met.</p>"
        + _current(view)
        + _presets(view)
        + section("Another fault", _form()),
    )


def _current(view: View) -> str:
    faults = list(view.faults)
    rows = (
        (
            tag(fault.kind),
            f"<code>{escape(f'{fault.method} {fault.path}')}</code>",
            "until turned off" if fault.times is None else f"{fault.times} more",
            str(fault.hits),
            button("Turn off", "DELETE", f"faults/{fault.id}", about=_named(fault), done=_OFF),
        )
        for fault in faults
    )
    clear = (
        f"<p>{button('Turn all off', 'DELETE', 'faults', done='All faults are off.')}</p>"
        if len(faults) > 1
        else ""
    )
    columns = ("Kind", "Calls", "Lasts", "Met", "Change")
    return table("Switched on", columns, rows, "No fault is switched on.") + clear


def _presets(view: View) -> str:
    on: dict[tuple[str, str, str], str] = {
        (fault.kind, fault.method, fault.path): fault.id for fault in view.faults
    }
    rows = []
    for preset in PRESETS:
        fault_id = on.get(preset.key)
        switch = (
            button(
                "Turn off",
                "DELETE",
                f"faults/{fault_id}",
                pressed=True,
                about=preset.label,
                done=_OFF,
            )
            if fault_id
            else button(
                "Turn on",
                "POST",
                "faults",
                preset.fault(),
                pressed=False,
                about=preset.label,
                done=_ON,
            )
        )
        rows.append(f'<div class="row"><span>{escape(preset.label)}</span>{switch}</div>')
    return section("The usual ones", f'<div class="list">{"".join(rows)}</div>')


def _form() -> str:
    kinds = ((kind, f"{kind}: {MEANINGS[kind]}") for kind in KINDS)
    fields = (
        choice("kind", "Kind", kinds)
        + choice("method", "Of calls with", _METHODS)
        + text_field("path", "and this path", "**", size=34)
        + text_field("times", "Times", kind="number", size=6, more='min="1" placeholder="always"')
        + text_field(
            "seconds", "Seconds", kind="number", size=6, more='min="0" step="any" placeholder="2"'
        )
    )
    hint = (
        '<p class="meta">In a path <code>*</code> stays within a segment and <code>**</code> '
        "crosses them. Seconds are for <code>slow</code> and <code>rate_limit</code>.</p>"
    )
    return command_form("POST", "faults", fields, "Turn on", done=_ON) + hint


def _named(fault: Fault) -> str:
    return f"{fault.kind} {fault.method} {fault.path}"
