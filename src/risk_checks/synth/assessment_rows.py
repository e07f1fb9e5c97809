"""The resources that assessments stand in: the ones that count, and look-alikes that do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum

from risk_checks.synth.chart import LOCAL, SNOMED, Chart, Resource, concept
from risk_checks.synth.facts import Assessment, AssessmentRow, Fact, Progress, Span, span
from risk_checks.synth.facts import AssessmentState as State
from risk_checks.synth.horizon import pick
from risk_checks.synth.services import any_worker
from risk_checks.synth.written import write_day, write_period

SUICIDE_RISK_ASSESSMENT = "225337009"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"

When = date | str | None
"""A day (written in one of many ways), a text as it stands, or no date at all."""


class Form(Enum):
    """The resource an assessment stands in."""

    RISK_ASSESSMENT = "RiskAssessment"
    OBSERVATION = "Observation"
    PROCEDURE = "Procedure"


_OBSERVATION_STATUS = {
    State.COMPLETE: ("final", "final", "final", "amended", "corrected"),
    State.DRAFT: ("registered", "preliminary"),
    State.RETRACTED: ("cancelled", "entered-in-error"),
    State.UNKNOWN: ("unknown",),
}
_PROCEDURE_STATUS = {
    State.COMPLETE: ("completed",),
    State.DRAFT: ("preparation", "in-progress"),
    State.RETRACTED: ("not-done", "entered-in-error"),
    State.ON_HOLD: ("on-hold",),
    State.STOPPED: ("stopped",),
    State.UNKNOWN: ("unknown",),
}
_PROGRESS = {
    State.COMPLETE: Progress.DONE,
    State.DRAFT: Progress.DRAFT,
    State.ON_HOLD: Progress.DRAFT,
    State.RETRACTED: Progress.VOID,
}
_PERFORMER: dict[Form, Callable[[Resource], object]] = {
    Form.RISK_ASSESSMENT: lambda worker: worker,
    Form.OBSERVATION: lambda worker: [worker],
    Form.PROCEDURE: lambda worker: [{"actor": worker}],
}
_OF_PROCEDURES = _PROCEDURE_STATUS.keys() - _OBSERVATION_STATUS.keys()
_FORMS = (Form.RISK_ASSESSMENT, Form.RISK_ASSESSMENT, Form.OBSERVATION, Form.PROCEDURE)


def add_assessment(chart: Chart, when: When, *, state: State = State.COMPLETE, subject: Resource | None = None) -> None:
    """Add a risk assessment in one of its forms."""
    form = Form.PROCEDURE if state in _OF_PROCEDURES else chart.rng.choice(_FORMS)
    code = concept(SNOMED, SUICIDE_RISK_ASSESSMENT)
    if form is Form.RISK_ASSESSMENT and chart.rng.random() < 0.6:
        _add(chart, form, code=None, when=when, state=state, subject=subject)
    else:
        _add(chart, form, code=code, when=when, state=state, subject=subject)
    if subject is None:
        _note(chart, state, None if when is None else span(when))


def add_seen_in(chart: Chart, encounter: str, *, seen: date, when: date | None = None) -> None:
    """Add a risk assessment done in a contact of that day, with or without a date of its own."""
    _add(chart, Form.RISK_ASSESSMENT, code=None, when=when, state=State.COMPLETE, encounter=encounter)
    _note(chart, State.COMPLETE, span(when or seen))


def add_look_alike(chart: Chart, when: date) -> None:
    """Add something complete and dated that is no risk assessment of this patient."""
    rng = chart.rng
    chart.distractors += 1
    kind = rng.randrange(6 if chart.bystander is not None else 5)
    if kind == 0:
        _add(chart, rng.choice(_FORMS), code=concept(LOCAL, "falls-risk"), when=when, state=State.COMPLETE)
    elif kind == 1:
        code = concept("https://codes.example.org/clinical", SUICIDE_RISK_ASSESSMENT)
        _add(chart, rng.choice(_FORMS), code=code, when=when, state=State.COMPLETE)
    elif kind == 2:
        code = concept(SNOMED, SUICIDE_RISK_ASSESSMENT)
        _add(
            chart,
            Form.OBSERVATION,
            code=code,
            when=when,
            state=State.COMPLETE,
            category=rng.choice(("vital-signs", "laboratory")),
        )
    elif kind in {3, 4}:
        chart.add(
            "QuestionnaireResponse",
            questionnaire=f"https://forms.example.org/Questionnaire/{rng.choice(('mood', 'sleep', 'housing'))}|1.2",
            status=rng.choice(("completed", "amended", "in-progress")),
            subject=chart.subject(),
            authored=write_day(rng, when),
        )
    else:
        add_assessment(chart, when, subject={"reference": f"Patient/{chart.bystander}"})


def some_day(chart: Chart, *, first: date, last: date) -> date:
    """Return a day of the span, its ends and clock changes more often."""
    return pick(chart.rng, chart.near, first, last)


def _note(chart: Chart, state: State, days: Span | None) -> None:
    """Note what was added last; one that was stopped, or of which the status is not known, is no sign of progress."""
    made = chart.resources[-1]
    row = AssessmentRow(made, state, days)
    chart.facts.assessment_rows.append(row)
    if state in _PROGRESS:
        chart.facts.assessments.append(Fact(_PROGRESS[state], days))
    if state is State.COMPLETE:
        chart.facts.complete.append(Assessment(row.key, days, has_author="performer" in made))


def _add(
    chart: Chart,
    form: Form,
    *,
    code: Resource | None,
    when: When,
    state: State,
    category: str = "survey",
    encounter: str | None = None,
    subject: Resource | None = None,
) -> None:
    rng = chart.rng
    statuses = _PROCEDURE_STATUS if form is Form.PROCEDURE else _OBSERVATION_STATUS
    elements: Resource = {"status": rng.choice(statuses[state]), "subject": subject or chart.subject()}
    if code is not None:
        elements["code"] = code
    if encounter is not None:
        elements["encounter"] = {"reference": f"Encounter/{encounter}"}
    match form:
        case Form.RISK_ASSESSMENT:
            elements.update(_dated(chart, "occurrence", when))
        case Form.OBSERVATION:
            elements.update(_dated(chart, "effective", when), category=[concept(_CATEGORY, category)])
        case Form.PROCEDURE:
            elements.update(_dated(chart, "performed", when))
    if rng.random() < 0.85:
        elements["performer"] = _PERFORMER[form](any_worker(rng))
    chart.add(form.value, **elements)


def _dated(chart: Chart, element: str, when: When) -> Resource:
    if when is None:
        return {}
    if isinstance(when, str):
        return {f"{element}DateTime": when}
    if chart.rng.random() < 0.06:
        return {f"{element}Period": write_period(chart.rng, when, when)}
    return {f"{element}DateTime": write_day(chart.rng, when)}
