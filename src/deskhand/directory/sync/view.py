"""A run as browsers and the command line see it."""

from __future__ import annotations

from typing import Any

from deskhand.directory.model import SyncRun
from deskhand.kernel import clock


def as_json(run: SyncRun) -> dict[str, Any]:
    """The JSON of `SyncRun` in the API; times are ISO 8601 in UTC."""
    end = run.finished_at or (clock.now() if run.started_at else None)
    return {
        "id": run.id,
        "kind": run.kind,
        "trigger": run.trigger,
        "started_by": run.started_by,
        "state": run.state,
        "queued_at": run.queued_at.isoformat(),
        "started_at": run.started_at.isoformat() if run.started_at else None,
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "seconds": round((end - run.started_at).total_seconds(), 1)
        if end and run.started_at
        else None,
        "families": run.families,
        "eta_text": run.eta_text,
        "counts": run.counts,
        "calls": [
            {"endpoint": endpoint, "count": count} for endpoint, count in sorted(run.calls.items())
        ],
        "calls_total": sum(run.calls.values()),
        "peak_memory_mb": run.peak_memory_mb,
        "problem": run.problem,
        "notes": run.notes,
        "held": run.held,
    }
