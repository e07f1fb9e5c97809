"""The careful loop's reading: from the dicts of an extract to what the six rules need of each person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from benchmarks.loops.days import NO_END, NOT_KNOWN, OPEN, Span, is_after, months_later, span
from benchmarks.loops.deciding import Carer, Evidence, Person, Referral
from benchmarks.loops.people import People, in_use, numbers
from benchmarks.loops.words import (
    ABSENT,
    CARE_PLANS,
    EPISODE_STATES,
    FINAL,
    NO_CARERS,
    NOT_FINAL,
    NOT_SAID,
    NUMBERS_MADE_UP,
    ONE_THING,
    ONESELF,
    PLAN_STATES,
    PLANS_IN_DOCUMENTS,
    REFERRALS,
    REVIEW,
    RISK,
    UPDATE,
    WRITTEN_BY_PEOPLE,
)

Read = Callable[[str], Iterable[dict[str, Any]]]
"""Gives the resources of a type."""


def people(read: Read, *, as_of: date) -> dict[str, Person]:
    """Return what was found of each checked person, by key."""
    who = People(read("Patient"), as_of=as_of)
    visits = list(read("Encounter"))
    _referrals(who, read, visits, as_of)
    _assessments(who, read, visits, as_of)
    _plans(who, read, as_of)
    _carers(who, read, as_of)
    return who.found


def codes(concepts: Iterable[dict[str, Any]]) -> set[str]:
    """Return the codings of concepts as system|code, without those that say why there is none."""
    found = (
        f"{coding['system']}|{coding['code']}"
        for concept in concepts
        for coding in concept.get("coding", ())
        if "system" in coding and "code" in coding
    )
    return {code for code in found if not code.startswith(ABSENT)}


def state_on_day(
    raw: str | None, start: Span, end: Span, *, fixed: tuple[str, ...], opened: str, ended: str, ahead: str, as_of: date
) -> str | None:
    """Return a dated state on a day; None where it cannot be told."""
    if raw is None or raw in fixed:
        return raw
    is_dated = start != NOT_KNOWN
    if is_after(start.first, as_of):
        return ahead
    if end == OPEN:
        return opened if raw not in (opened, ended) and is_dated else raw
    if end.last is not None and end.last <= as_of:
        return ended
    if is_after(end.first, as_of):
        return opened if raw in (opened, ended) or is_dated else raw
    return None


def _period(period: dict[str, Any]) -> tuple[Span, Span, bool]:
    """Return start, end and whether the end surely comes before the start."""
    start = span(period["start"]) if "start" in period else NOT_KNOWN
    end = span(period["end"]) if "end" in period else OPEN
    return start, end, is_after(start.first, end.last)


def _referrals(who: People, read: Read, visits: Iterable[dict[str, Any]], as_of: date) -> None:
    served = set()
    for episode in read("EpisodeOfCare"):
        key = who.key(episode.get("patient"))
        if key is None:
            continue
        raw = EPISODE_STATES.get(episode.get("status", ""))
        start, end, is_reversed = _period(episode.get("period", {}))
        fixed = ("cancelled", "retracted")
        if is_reversed:
            start = end = NOT_KNOWN
            raw = raw if raw in fixed else None
        if raw != "retracted":
            served.add(key)
        state = state_on_day(raw, start, end, fixed=fixed, opened="open", ended="closed", ahead="planned", as_of=as_of)
        if state in ("open", None) and not is_after(start.first, as_of):
            who.found[key].referrals.append(Referral(f"EpisodeOfCare/{episode['id']}", start, state == "open"))
    groups: dict[tuple[str, str], list[tuple[Span, Span]]] = defaultdict(list)
    for reference, provider, start, last in _visits(read, visits):
        key = who.key(reference)
        if key is not None and key not in served:
            groups[key, provider or "none"].append((start, last))
    since = months_later(as_of, -12)
    for (key, provider), spans in groups.items():
        start = Span(_all(min, [s.first for s, _ in spans]), _known(min, [s.last for s, _ in spans]))
        last = Span(_known(max, [c.first for _, c in spans]), _all(max, [c.last for _, c in spans]))
        if is_after(start.first, as_of):
            continue
        until = last.last if is_after(last.first, as_of) else min(last.last or as_of, as_of)
        if not is_after(since, until):
            is_open = last.first is not None and last.first >= since
            who.found[key].referrals.append(Referral(f"{key}#referral.{provider}", start, is_open))


def _visits(read: Read, visits: Iterable[dict[str, Any]]) -> Iterator[tuple[Any, str | None, Span, Span]]:
    for visit in visits:
        if visit.get("status") not in ("arrived", "triaged", "in-progress", "onleave", "finished"):
            continue
        period = visit.get("period", {})
        start = span(period["start"]) if "start" in period else NOT_KNOWN
        is_over = visit["status"] == "finished"
        last = span(period["end"]) if "end" in period else start if is_over else OPEN
        yield visit.get("subject"), visit.get("serviceProvider", {}).get("reference"), start, last
    for request in read("ServiceRequest"):
        if (
            request.get("status") in ("active", "on-hold", "completed")
            and "encounter" not in request
            and request.get("doNotPerform") is not True
            and request.get("intent") not in ("proposal", "plan", "directive", "option")
            and codes([*request.get("category", ()), request.get("code", {})]) & REFERRALS
        ):
            asked = [each.get("reference", "") for each in request.get("performer", ())]
            provider = next((name for name in asked if name.startswith("Organization/")), None)
            day = span(request["authoredOn"]) if "authoredOn" in request else NOT_KNOWN
            yield request.get("subject"), provider, day, day


def _known(choose: Callable[[list[date]], date], days: list[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return choose(known) if known else None


def _all(choose: Callable[[list[date]], date], days: list[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return choose(known) if len(known) == len(days) else None


def _assessments(who: People, read: Read, visits: Iterable[dict[str, Any]], as_of: date) -> None:
    periods = {f"Encounter/{visit['id']}": visit.get("period", {}) for visit in visits}
    for row, field, is_kind, is_done in _assessed(read):
        key = who.key(row.get("subject"))
        if key is None or is_kind is False or is_done is False:
            continue
        text = row.get(f"{field}DateTime") or row.get("authored")
        if text is not None:
            days = span(text)
        else:
            period = row.get(f"{field}Period") or periods.get(row.get("encounter", {}).get("reference"), {})
            days = _between(period)
        if not is_after(days.first, as_of):
            who.found[key].assessments.append(Evidence(bool(is_kind and is_done), days))


def _between(period: dict[str, Any]) -> Span:
    start = span(period["start"]) if "start" in period else NOT_KNOWN
    end = span(period["end"]) if "end" in period else NOT_KNOWN
    unread = any(name in period and read == NOT_KNOWN for name, read in (("start", start), ("end", end)))
    return NOT_KNOWN if unread or is_after(start.first, end.last) else Span(start.first, end.last)


def _is_risk(row: dict[str, Any]) -> bool | None:
    found = codes([row.get("code", {})])
    return RISK in found if found else None


def _assessed(read: Read) -> Iterator[tuple[dict[str, Any], str, bool | None, bool | None]]:
    for row in read("RiskAssessment"):
        yield row, "occurrence", _is_risk(row) if "code" in row else True, _is_final(row)
    for row in read("Observation"):
        is_kind = _is_risk(row)
        if is_kind is False:
            continue
        groups = {coding.get("code") for each in row.get("category", ()) for coding in each.get("coding", ())}
        if groups & {"survey", "exam"} or not groups & {"vital-signs", "laboratory", "imaging"}:
            yield row, "effective", is_kind, _is_made(row)
    for row in read("QuestionnaireResponse"):
        if not row.get("questionnaire", "").split("|")[0]:
            done = {
                "completed": True,
                "amended": True,
                "in-progress": False,
                "stopped": False,
                "entered-in-error": False,
            }
            yield row, "authored", None, done.get(row.get("status", ""))
    for row in read("Procedure"):
        status = row.get("status")
        is_done = None if status in (None, "unknown") else status == "completed"
        yield row, "performed", _is_risk(row), is_done


def _is_final(row: dict[str, Any]) -> bool | None:
    status = row.get("status")
    return True if status in FINAL else False if status in NOT_FINAL else None


def _is_made(row: dict[str, Any]) -> bool | None:
    is_final = _is_final(row)
    if not is_final:
        return is_final
    if "valueCodeableConcept" in row:
        absent = [each for each in row["valueCodeableConcept"].get("coding", ()) if each.get("system") == ABSENT]
    elif "dataAbsentReason" in row and not any(name.startswith("value") for name in row):
        absent = [each for each in row["dataAbsentReason"].get("coding", ()) if each.get("system") == ABSENT] or [{}]
    else:
        return None if row.get("valueBoolean") is False else True
    if not absent:
        return True
    return False if {each.get("code") for each in absent} & {"not-performed", "not-asked", "error"} else None


def _plans(who: People, read: Read, as_of: date) -> None:
    signs: dict[str, list[tuple[str | None, str]]] = defaultdict(list)
    for row in read("Procedure"):
        if row.get("status") == "completed" and REVIEW in codes([row.get("code", {})]):
            period = row.get("performedPeriod", {})
            day = row.get("performedDateTime") or period.get("end") or period.get("start")
            for based in row.get("basedOn", ()):
                if day is not None:
                    signs[based.get("reference", "")].append((row.get("subject", {}).get("reference"), day))
    for row in read("Provenance"):
        agents = (agent.get("who", {}).get("reference", "") for agent in row.get("agent", ()))
        if UPDATE in codes([row.get("activity", {})]) and any(each.startswith(WRITTEN_BY_PEOPLE) for each in agents):
            for target in row.get("target", ()):
                signs[target.get("reference", "")].append((None, row["recorded"]))
    for row in read("CarePlan"):
        key = who.key(row.get("subject"))
        is_kind = _is_plan(row)
        if key is None or is_kind is False or row.get("intent") == "proposal":
            continue
        period = row.get("period", {})
        start, end, is_reversed = _period(period)
        raw = PLAN_STATES.get(row.get("status", ""))
        fixed = ("draft", "on-hold", "withdrawn", "retracted")
        if is_reversed:
            state = raw if raw in fixed else None
        else:
            state = state_on_day(
                raw, start, end, fixed=fixed, opened="active", ended="ended", ahead="planned", as_of=as_of
            )
        if state not in ("active", None):
            continue
        patient = row["subject"]["reference"]
        found = (day for of, day in signs.get(f"CarePlan/{row['id']}", ()) if of in (None, patient))
        days = _latest([span(text) for text in (row.get("created"), period.get("start"), *found) if text is not None])
        if not is_after(days.first, as_of):
            is_sure = bool(is_kind) and state == "active" and "intent" in row
            who.found[key].plans.append(Evidence(is_sure, days))
    _documents(who, list(read("DocumentReference")), signs, as_of)


def _documents(
    who: People, pointers: list[dict[str, Any]], signs: dict[str, list[tuple[str | None, str]]], as_of: date
) -> None:
    sound = [row for row in pointers if row.get("docStatus") not in ("preliminary", "entered-in-error")]
    replaced = {
        each.get("target", {}).get("reference")
        for row in sound
        if row.get("status") in ("current", "superseded")
        for each in row.get("relatesTo", ())
        if each.get("code") == "replaces"
    }
    for row in sound:
        name, key = f"DocumentReference/{row['id']}", who.key(row.get("subject"))
        types = codes([row.get("type", {})])
        kinds = types if types & ONE_THING else types | codes(row.get("category", ()))
        if key is None or row.get("status") != "current" or name in replaced or not kinds & PLANS_IN_DOCUMENTS:
            continue
        written = next((each.get("attachment", {}).get("creation") for each in row.get("content", ())), None)
        texts = [written or row.get("date"), *(day for _, day in signs.get(name, ()))]
        days = _latest([span(text) for text in texts if text is not None])
        if not is_after(days.first, as_of):
            who.found[key].plans.append(Evidence(is_sure=True, days=days))


def _is_plan(row: dict[str, Any]) -> bool | None:
    if "category" not in row:
        return True
    found = codes(row["category"])
    return bool(found & CARE_PLANS) if found else None


def _latest(days: list[Span]) -> Span:
    return Span(_known(max, [day.first for day in days]), _all(max, [day.last for day in days]) if days else None)


def _carers(who: People, read: Read, as_of: date) -> None:
    for row in read("RelatedPerson"):
        reference = row.get("patient", {}).get("reference", "")
        if not who.numbers.get(reference, set()) & numbers(row):
            _mention(who, row.get("patient"), row, as_of)
    for reference, contacts in who.contacts.items():
        for contact in contacts:
            held: dict[str, Any] = {name: [contact[name]] for name in ("name", "address") if name in contact}
            _mention(who, {"reference": reference}, {**contact, **held}, as_of)


def _mention(who: People, patient: dict[str, Any] | None, row: dict[str, Any], as_of: date) -> None:
    key = who.key(patient)
    relations = codes(row.get("relationship", ())) - NOT_SAID
    if key is None or row.get("active") is False or ONESELF in relations or relations & NO_CARERS:
        return
    start, end, is_reversed = _period(row.get("period", {}))
    is_active: bool | None = None
    if not is_reversed:
        if is_after(start.first, as_of) or (end.last is not None and end.last <= as_of):
            return
        is_active = True if end.first == NO_END or is_after(end.first, as_of) else None
    is_whole = _has_name(row) and _has_contact(row) and _has_relationship(row)
    who.found[key].carers.append(Carer(is_active is True, bool(relations), is_whole))


def _has_name(row: dict[str, Any]) -> bool:
    return any(in_use(name) and not name.keys().isdisjoint(("family", "given", "text")) for name in row.get("name", ()))


def _has_contact(row: dict[str, Any]) -> bool:
    return any(
        in_use(each) and "value" in each and each["value"] not in NUMBERS_MADE_UP for each in row.get("telecom", ())
    ) or any(
        in_use(each) and not each.keys().isdisjoint(("line", "text", "postalCode")) for each in row.get("address", ())
    )


def _has_relationship(row: dict[str, Any]) -> bool:
    nothing = ("http://terminology.hl7.org/CodeSystem/v3-NullFlavor", ABSENT)
    return any(
        "text" in each
        or any(
            coding.get("system") not in nothing
            and ("display" in coding if "code" not in coding else coding["code"] not in ("U", "NotSpecified"))
            for coding in each.get("coding", ())
        )
        for each in row.get("relationship", ())
    )
