"""`deskhand sandbox`: the sandbox Okta tenant alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def sandbox(
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")
    ] = 8090,
    users: Annotated[int, typer.Option(min=50, help="People in the tenant.")] = 200,
    groups: Annotated[int, typer.Option(min=20, help="Groups in the tenant.")] = 30,
    apps: Annotated[int, typer.Option(min=12, help="Applications in the tenant.")] = 20,
    seed: Annotated[int, typer.Option(help="The same seed makes the same company.")] = 1,
    state: Annotated[
        Path | None,
        typer.Option(help="File, in a folder that exists, that keeps the tenant through restarts."),
    ] = None,
    api_token: Annotated[
        list[str] | None,
        typer.Option(
            help="An API token of the first super administrator. Others on this machine can see it "
            "in the list of processes."
        ),
    ] = None,
    api_token_file: Annotated[
        list[Path] | None,
        typer.Option(help="File that holds such a token; - reads standard input."),
    ] = None,
    rate_limits: Annotated[
        str | None,
        typer.Option(help="Enforce the limits of an edition: workforce, enterprise or free."),
    ] = None,
    memberships: Annotated[
        int | None,
        typer.Option(min=0, help="Group members in all, as near as the company comes to it."),
    ] = None,
    assignments: Annotated[
        int | None,
        typer.Option(min=0, help="Application users in all, as near as the company comes to it."),
    ] = None,
    frozen: Annotated[
        bool,
        typer.Option("--frozen", help="Refuse writes, save nothing, keep pages: for benchmarks."),
    ] = False,
    transition_seconds: Annotated[
        float, typer.Option(min=0, help="How long activations and deactivations take.")
    ] = 2.0,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Run an Okta tenant of your own: faithful answers, faults on demand, a call log."""
    from deskhand.cli.secret import read_secret
    from deskhand.sandbox.okta.server import run

    tokens = [read_secret(path, "API token") for path in api_token_file or []]
    run(
        port=port,
        users=users,
        groups=groups,
        apps=apps,
        seed=seed,
        state=state,
        api_tokens=[*(api_token or []), *tokens],
        rate_limits=rate_limits,
        memberships=memberships,
        assignments=assignments,
        frozen=frozen,
        transition_seconds=transition_seconds,
        host=host,
    )
