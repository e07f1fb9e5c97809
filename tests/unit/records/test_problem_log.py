"""Problems kept small: what was written down is what is read, and a million cost little."""

from __future__ import annotations

import tracemalloc

from risk_checks.records.problem_log import ProblemLog
from risk_checks.records.problems import Problem, problem


def _log() -> ProblemLog:
    log = ProblemLog()
    log.write("not-json", file="Flag.ndjson", line=3, offset=120)
    log.write("element-shape", file="Flag.ndjson", line=4, offset=0, element="status", resource_type="Flag")
    log.write("reference-form", count=7, resource_type="Flag")
    return log


TOLD: tuple[Problem, ...] = (
    problem("not-json", file="Flag.ndjson", line=3, offset=120),
    problem("element-shape", file="Flag.ndjson", line=4, offset=0, element="status", resource_type="Flag"),
    problem("reference-form", count=7, resource_type="Flag"),
)


def test_what_was_written_down_is_what_is_read() -> None:
    log = _log()
    assert tuple(log) == TOLD
    assert (len(log), log[0], log[-1], log[1:], log[::-1]) == (3, TOLD[0], TOLD[2], TOLD[1:], TOLD[::-1])
    assert TOLD[1] in log


def test_a_log_equals_any_sequence_of_the_same() -> None:
    log = _log()
    assert log == TOLD
    plain = list(TOLD)
    assert plain == log

    assert hash(log) == hash(TOLD)
    assert log != TOLD[:2]
    assert log != "not-json"
    assert ProblemLog() == ()
    assert not ProblemLog()


def test_others_come_after_those_that_were_written_down() -> None:
    other = problem("server-error")
    log = _log()
    assert log.and_more([other]) == (*TOLD, other)
    assert log.and_more([other]).and_more([other])[3:] == (other, other)
    assert log == TOLD


def test_a_problem_costs_as_many_bytes_as_a_row() -> None:
    log = ProblemLog()
    log.write("not-json", file="Flag.ndjson", line=1, offset=0)
    tracemalloc.start()
    for line in range(20_000):
        log.write("not-json", file="Flag.ndjson", line=line, offset=line)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 20_000 * 60
