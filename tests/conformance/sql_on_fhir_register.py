"""The cases of the SQL on FHIR suite that do not pass yet: case, engines, why. An entry that starts to pass fails.

The suite is FHIR/sql-on-fhir.js at 96583bb (August 2026): 120 of its 148 cases. Every one of the 120 passes in memory
and on DuckDB. The columnar engine's expressions have not been run on Spark, so nothing is said of it here.
"""

from __future__ import annotations

from dataclasses import dataclass

COMMIT = "96583bb"
BOTH = ("memory", "columnar")


@dataclass(frozen=True, slots=True)
class NotYet:
    """The cases of one file, all of them or those named, that engines do not pass."""

    file: str
    why: str
    titles: tuple[str, ...] = ()
    engines: tuple[str, ...] = BOTH

    def covers(self, file: str, title: str, engine: str) -> bool:
        """Return whether a case on an engine is meant."""
        return file == self.file and engine in self.engines and (not self.titles or title in self.titles)


NOT_YET: tuple[NotYet, ...] = ()
MOST_NOT_YET = 0
"""The register only shrinks: lower this with each entry that goes, and never raise it."""
