"""The rows of physical health checks: measurements, and procedures and forms where alcohol was asked about."""

from __future__ import annotations

from datetime import date
from enum import Enum
from types import MappingProxyType

from risk_checks.synth.chart import SNOMED, Chart, Resource, concept
from risk_checks.synth.facts import Progress
from risk_checks.synth.services import any_worker
from risk_checks.synth.written import write_day

_LOINC = "http://loinc.org"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_ALCOHOL_PROCEDURE = "763302001"
_WEIGHT = "29463-7"


class Check(Enum):
    """The checks that are asked for, in the order in which they are named."""

    ALCOHOL = "alcohol"
    GLUCOSE = "glucose"
    PRESSURE = "blood pressure"
    BODY_MASS = "body mass"
    LIPIDS = "lipids"
    SMOKING = "smoking"


_CODES = MappingProxyType(
    {
        Check.ALCOHOL: ("75626-2", "72109-2", "11331-6"),
        Check.GLUCOSE: ("4548-4", "2345-7", "14749-6"),
        Check.PRESSURE: ("85354-9",),
        Check.BODY_MASS: ("39156-5",),
        Check.LIPIDS: ("2093-3", "2085-9", "14647-2"),
        Check.SMOKING: ("72166-2",),
    }
)
_CATEGORIES = MappingProxyType(
    {
        Check.ALCOHOL: "social-history",
        Check.GLUCOSE: "laboratory",
        Check.PRESSURE: "vital-signs",
        Check.BODY_MASS: "vital-signs",
        Check.LIPIDS: "laboratory",
        Check.SMOKING: "social-history",
    }
)
_OBSERVATION = MappingProxyType(
    {
        Progress.DONE: ("final", "final", "final", "amended", "corrected"),
        Progress.DRAFT: ("registered", "preliminary"),
        Progress.VOID: ("cancelled", "entered-in-error"),
    }
)
_PROCEDURE = MappingProxyType(
    {
        Progress.DONE: ("completed",),
        Progress.DRAFT: ("preparation", "in-progress"),
        Progress.VOID: ("not-done", "entered-in-error"),
    }
)


def add_measurement(
    chart: Chart,
    check: Check,
    when: date | str | None,
    *,
    progress: Progress = Progress.DONE,
    absent: str | None = None,
    of: str | None = None,
) -> None:
    """Add a check as an Observation; `absent` is the reason why it has no result."""
    rng = chart.rng
    elements: Resource = {} if when is None else {"effectiveDateTime": _written(chart, when)}
    if absent is not None:
        elements["dataAbsentReason"] = concept(_ABSENT, absent)
    elif check is Check.SMOKING:
        elements["valueCodeableConcept"] = concept(SNOMED, rng.choice(("77176002", "8517006", "266919005")))
    elif check is not Check.PRESSURE:
        elements["valueQuantity"] = {"value": rng.randrange(1, 60)}
    chart.add(
        "Observation",
        status=rng.choice(_OBSERVATION[progress]),
        category=[concept(_CATEGORY, _CATEGORIES[check])],
        code=concept(_LOINC, rng.choice(_CODES[check])),
        subject=chart.subject() if of is None else {"reference": f"Patient/{of}"},
        **elements,
    )


def add_alcohol_procedure(chart: Chart, when: date | str | None, *, progress: Progress = Progress.DONE) -> None:
    """Add a procedure in which the use of alcohol was asked about."""
    chart.add(
        "Procedure",
        status=chart.rng.choice(_PROCEDURE[progress]),
        code=concept(SNOMED, _ALCOHOL_PROCEDURE),
        subject=chart.subject(),
        performer=[{"actor": any_worker(chart.rng)}],
        **({} if when is None else {"performedDateTime": _written(chart, when)}),
    )


def add_weight(chart: Chart, when: date) -> None:
    """Add a weight, which by itself is no check."""
    chart.add(
        "Observation",
        status="final",
        category=[concept(_CATEGORY, "vital-signs")],
        code=concept(_LOINC, _WEIGHT),
        subject=chart.subject(),
        effectiveDateTime=write_day(chart.rng, when),
        valueQuantity={"value": chart.rng.randrange(45, 140)},
    )


def _written(chart: Chart, when: date | str) -> str:
    return when if isinstance(when, str) else write_day(chart.rng, when)
