"""The yardstick: hand-written SQL over DuckDB's own typed read of the files, in one process."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from benchmarks.loops.asked import Asked, asked
from benchmarks.loops.writing import ANSWERS, write_answers

SQL = Path(__file__).with_name("six_rules.sql")


def answer(folder: Path, *, as_of: date) -> duckdb.DuckDBPyConnection:
    """Return a connection whose table `answers` has the answers of the six rules."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Europe/London'")
    text = SQL.read_text(encoding="utf-8").replace("{folder}", folder.as_posix().replace("'", "''"))
    connection.execute(text.replace("{as_of}", as_of.isoformat()))
    return connection


def run(given: Asked) -> None:
    """Answer the six rules over an extract and write the answers."""
    connection = answer(given.folder, as_of=given.as_of)
    found = connection.execute("SELECT count(DISTINCT patient) FROM who").fetchone()
    write_answers(given.out, (), people=found[0] if found else 0)
    target = (given.out / ANSWERS).as_posix().replace("'", "''")
    connection.execute(f"COPY (SELECT rule, subject, outcome, due_on FROM answers) TO '{target}' (HEADER)")


if __name__ == "__main__":
    run(asked(__doc__))
