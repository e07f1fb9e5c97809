"""Folders of results as a run leaves them, and the small cohorts of which they are."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.faults.harness import assessment, extract, patient, referral


def names(folder: Path) -> set[str]:
    """Return what a folder holds."""
    return {path.name for path in folder.iterdir()}


def manifest_of(out: Path) -> bytes:
    """Return the manifest of a folder of results, once each of its files was held to it."""
    text = (out / "run.json").read_bytes()
    files = json.loads(text)["files"]
    assert names(out) == {"run.json", *files}
    for name, vouched in files.items():
        content = (out / name).read_bytes()
        assert vouched == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return text


def cohort_of(number: int, *, into: Path, assessed: int) -> Path:
    """Write the extract of some people in care, of whom the first have an assessment."""
    people = [f"p{place}" for place in range(number)]
    return extract(
        into,
        Patient=map(patient, people),
        EpisodeOfCare=[referral(f"e-{each}", of=each) for each in people],
        RiskAssessment=[assessment(f"r-{each}", of=each) for each in people[:assessed]],
    )
