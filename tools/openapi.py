"""Write openapi.json, from which the interface's client is generated."""

from __future__ import annotations

import json
from pathlib import Path

from deskhand.bootstrap import describe_api


def main() -> None:
    target = Path(__file__).parent.parent / "openapi.json"
    target.write_text(json.dumps(describe_api(), indent=1, sort_keys=True) + "\n")


main()
