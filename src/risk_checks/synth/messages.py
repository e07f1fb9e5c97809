"""Messages to and from people: the patient, those close to them, services."""

from __future__ import annotations

from datetime import date

from risk_checks.synth.chart import LOCAL, Chart, Resource, concept
from risk_checks.synth.facts import Fact, Progress, Span, span
from risk_checks.synth.services import any_worker
from risk_checks.synth.written import write_day

_PROGRESS = {
    "completed": Progress.DONE,
    "preparation": Progress.DRAFT,
    "in-progress": Progress.DRAFT,
    "not-done": Progress.VOID,
    "entered-in-error": Progress.VOID,
}


# A request or task that is under way has not been sent yet; one that was stopped or waits is neither here nor there.
_ASKED = {
    "completed": Progress.DONE,
    **dict.fromkeys(("draft", "active", "requested", "accepted", "in-progress"), Progress.DRAFT),
    **dict.fromkeys(("rejected", "cancelled", "entered-in-error"), Progress.VOID),
}


def note_request(chart: Chart, when: date | str | None, *, status: str) -> None:
    """Note a ServiceRequest or a Task that was given to a professional on a day."""
    if status in _ASKED:
        chart.facts.letters.append(Fact(_ASKED[status], _days(when)))


def somebody_close(chart: Chart) -> Resource:
    """Return a reference to somebody close to the patient."""
    if chart.facts.carers and chart.rng.random() < 0.8:
        return {"reference": f"RelatedPerson/{chart.rng.choice(chart.facts.carers)}"}
    return {"type": "RelatedPerson", "display": "Somebody close"}


def add_message(
    chart: Chart,
    when: date | str | None,
    *,
    status: str,
    party: Resource,
    about: str | None = None,
    of: str | None = None,
    kind: Resource | None = None,
    is_sent: bool = False,
) -> None:
    """Add a Communication between a worker and this party, either way round unless `is_sent` says that it got it.

    `about` names what it is about.
    """
    rng = chart.rng
    subject = chart.subject() if of is None else {"reference": f"Patient/{of}"}
    elements: Resource = {"status": status, "subject": subject, "category": [kind or concept(LOCAL, "call")]}
    recipient, sender = party, any_worker(rng)
    if not is_sent and rng.random() < 0.4:
        recipient, sender = sender, recipient
    elements |= {"recipient": [recipient], "sender": sender}
    if when is not None:
        written = when if isinstance(when, str) else write_day(rng, when)
        elements["sent" if rng.random() < 0.8 else "received"] = written
    if about is not None:
        elements["about"] = [{"reference": about}]
    chart.add("Communication", **elements)
    if of is None and _kind(recipient) in {"Practitioner", "Organization"}:
        chart.facts.letters.append(Fact(_PROGRESS[status], _days(when)))
    if of is None and status == "completed" and _kind(party) in {"Patient", "RelatedPerson"}:
        chart.facts.messages.append(_days(when))
    if of is None and _kind(party) == "RelatedPerson":
        chart.facts.calls.append(Fact(_PROGRESS[status], _days(when)))


def _days(when: date | str | None) -> Span | None:
    return None if when is None else span(when)


def _kind(party: Resource) -> str:
    return str(party.get("type") or str(party["reference"]).partition("/")[0])
