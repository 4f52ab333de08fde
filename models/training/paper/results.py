"""What was measured: a line of JSON for each net that was trained."""

import json
import pathlib

FOLDER = pathlib.Path(__file__).parent
ROWS = FOLDER / "results.jsonl"  # of compare.py
SPLITS = FOLDER / "fgnet.jsonl"  # of fgnet.py


def read(path):
    return list(map(json.loads, path.read_text().splitlines())) if path.exists() else []


def write(results, path):
    """In an order that does not depend on when they were ready."""
    part = path.with_suffix(".part")
    part.write_text("".join(f"{line}\n" for line in sorted(map(json.dumps, results))))
    part.replace(path)
