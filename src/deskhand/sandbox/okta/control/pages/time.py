"""Time, pace and sign-in of the tenant, its rate limits, and the ways back to an earlier state."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from deskhand.sandbox.okta.control.layout import (
    button,
    choice,
    command_form,
    moment,
    section,
    table,
    tag,
    text_field,
)
from deskhand.sandbox.okta.control.pages.parts import Page, Visit, reset_section
from deskhand.sandbox.okta.control.presets import PACES
from deskhand.sandbox.okta.control.views import View
from deskhand.sandbox.okta.wire.buckets import EDITIONS

_STEPS = (("1 hour", 3_600), ("1 day", 86_400), ("31 days", 31 * 86_400))
_EDITIONS = tuple((each, each) for each in ("off", *EDITIONS))


def show(visit: Visit) -> Page:
    view = visit.view
    return Page(
        "Time and state",
        "<h1>Time and state</h1>"
        + _clock(view)
        + '<div class="columns"><div>'
        + _pace(view)
        + _sign_in(view)
        + "</div><div>"
        + _limits(view)
        + _snapshots(view)
        + "</div></div>"
        + reset_section(),
    )


def _clock(view: View) -> str:
    ahead = view.tenant.clock.offset.total_seconds()
    away = f", {ahead / 86_400:,.1f} days ahead" if ahead else ", the same as this machine's"
    steps = " ".join(
        button(
            f"Forward {words}", "POST", "clock", {"advance_seconds": seconds}, done="Time moved."
        )
        for words, seconds in _STEPS
    )
    field = text_field("set", "Set to (UTC)", kind="datetime-local", more="required")
    return section(
        "Clock",
        f"<p>{moment(view.tenant.clock.stamp())} UTC{away}. It only goes forward: sessions, links "
        f'and tokens run out, windows of rate limits end.</p><p class="offers">{steps}</p>'
        + command_form("POST", "clock", field, "Set", done="Time moved."),
    )


def _pace(view: View) -> str:
    """How long activations and deactivations take."""
    now = view.tenant.settings.transition_seconds
    paces = [*PACES] if now in dict(PACES).values() else [*PACES, (f"{now:g} seconds", now)]
    rows = []
    for label, seconds in paces:
        choose = button(
            "Choose",
            "PUT",
            "settings",
            {"transition_seconds": seconds},
            about=label,
            done="The pace is changed.",
        )
        told = f"{escape(label)} {tag('chosen')}" if seconds == now else escape(label)
        rows.append(f'<div class="row"><span>{told}</span>{"" if seconds == now else choose}</div>')
    return section("Activation and deactivation take", "".join(rows))


def _sign_in(view: View) -> str:
    settings = view.tenant.settings
    label = "Ask for a second factor at sign-in"
    step = button(
        "Turn off" if settings.second_step else "Turn on",
        "PUT",
        "settings",
        {"second_step": not settings.second_step},
        pressed=settings.second_step,
        about=label,
        done=f"The second factor is {'not asked for any more' if settings.second_step else 'asked for'}.",
    )
    field = text_field("password", "Password of everybody from the seed", settings.password)
    return section(
        "Sign-in",
        f'<div class="row"><span>{label}</span>{step}</div>'
        + command_form("PUT", "settings", field, "Change", done="The password is changed."),
    )


def _limits(view: View) -> str:
    field = choice("rate_limits", "Edition", _EDITIONS, view.limits.edition or "off")
    rows = (
        (
            escape(window["owner"]),
            f"<code>{escape(window['bucket'])}</code>",
            f"{window['left']:,} of {window['limit']:,}",
            moment(window["reset"]),
        )
        for window in view.windows()
    )
    return section(
        "Rate limits",
        command_form("PUT", "settings", field, "Enforce", done="The limits are changed.")
        + table(
            "Running windows",
            ("Spent by", "Bucket", "Left", "Starts anew"),
            rows,
            "No window is running.",
            heading=False,
        ),
    )


def _snapshots(view: View) -> str:
    rows = (
        (
            escape(name),
            button(
                "Restore",
                "POST",
                "restore",
                {"name": name},
                about=name,
                confirm=f"Go back to the snapshot {name}? What changed since is lost.",
                done=f"The tenant is as it was at {name}.",
            )
            + " "
            + button(
                "Delete",
                "DELETE",
                f"snapshots/{quote(name)}",
                about=name,
                done="The snapshot is deleted.",
            ),
        )
        for name in view.tenant.snapshot_names
    )
    field = text_field("name", "Name", more="required")
    return table("Snapshots", ("Name", "Change"), rows, "No snapshot was taken.") + command_form(
        "POST", "snapshot", field, "Take a snapshot", done="The snapshot is taken."
    )
