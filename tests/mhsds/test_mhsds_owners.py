"""Whose a flat row is: by its own cell, else through the row that it belongs to, and what is lost with that row."""

from __future__ import annotations

from pathlib import Path

import risk_checks as rc
from tests.api.given import Engine, both_engines
from tests.mhsds.extract import AS_OF, SUICIDE, write

PEOPLE = "Person_ID,UniqMonthID,PersonBirthDate,PersDeathDate,NHSNumber\np1,1507,1980-01-01,,\np2,1507,1980-01-01,,\n"
REFERRALS = (
    "Person_ID,UniqMonthID,UniqServReqID,ReferralRequestReceivedDate,ServDischDate,ReferRejectionDate\n"
    "p1,1507,r1,2025-01-05,,\np2,1507,r2,2025-01-05,,\n"
)
CONTACTS = "UniqMonthID,UniqServReqID,UniqCareContID,CareContDate,AttendStatus,ConsMechanismMH\n"
ACTIVITIES = "UniqMonthID,UniqCareContID,UniqCareActID,Procedure\n"
SCORES = "UniqMonthID,UniqServReqID,CodedAssToolType,AssToolCompTimestamp,CareProfLocalID\n"
SCORES_OF_ACTIVITIES = "UniqMonthID,UniqCareActID,CodedAssToolType\n"


def _answers(folder: Path, engine: Engine, **tables: str) -> tuple[dict[str, str], rc.Report]:
    given = {
        "MHS001MPI": PEOPLE,
        "MHS101Referral": REFERRALS,
        "MHS201CareContact": CONTACTS,
        "MHS202CareActivity": ACTIVITIES,
        "MHS606CodedScoreAssessmentRefer": SCORES,
        "MHS607CodedScoreAssessmentAct": SCORES_OF_ACTIVITIES,
    }
    extract = rc.read(write(folder, **{**given, **tables}))
    report = extract.check(as_of=AS_OF, select="risk-assessment-missing", engine=engine)
    return {each.subject: f"{each.outcome} {each.reason_code}" for each in report.outcomes}, report


TWICE = REFERRALS + "p1,1507,r3,2025-02-01,,\np1,1507,r3,2025-03-01,,\n"
"""Of a referral of p1 two rows of one month differ, so that both are set aside."""


@both_engines
def test_what_belongs_to_a_row_that_was_set_aside_may_be_lost_to_its_patient(tmp_path: Path, engine: Engine) -> None:
    scores = SCORES + f"1507,r3,{SUICIDE},2025-10-01 10:00:00,w1\n"
    said, report = _answers(tmp_path, engine, MHS101Referral=TWICE, MHS606CodedScoreAssessmentRefer=scores)
    assert said == {"MHS101/r1": "unknown set_aside", "MHS101/r2": "gap none_recorded"}
    assert not report.run.incomplete


@both_engines
def test_what_belongs_to_it_through_other_rows_may_be_lost_as_well(tmp_path: Path, engine: Engine) -> None:
    contacts = CONTACTS + "1507,r3,c1,2025-10-01,5,01\n"
    activities = ACTIVITIES + "1507,c1,x1,\n"
    scores = SCORES_OF_ACTIVITIES + f"1507,x1,{SUICIDE}\n"
    said, _ = _answers(
        tmp_path,
        engine,
        MHS101Referral=TWICE,
        MHS201CareContact=contacts,
        MHS202CareActivity=activities,
        MHS607CodedScoreAssessmentAct=scores,
    )
    assert said == {"MHS101/r1": "unknown set_aside", "MHS101/r2": "gap none_recorded"}


@both_engines
def test_a_row_that_belongs_to_none_may_be_of_whoever_has_a_row_without_a_key(tmp_path: Path, engine: Engine) -> None:
    scores = SCORES + f"1507,r3,{SUICIDE},2025-10-01 10:00:00,w1\n"
    referrals = REFERRALS + "p1,1507,,2025-02-01,,\n"
    said, report = _answers(tmp_path, engine, MHS101Referral=referrals, MHS606CodedScoreAssessmentRefer=scores)
    assert said == {"MHS101/r1": "unknown set_aside", "MHS101/r2": "gap none_recorded"}
    assert not report.run.incomplete


@both_engines
def test_rows_set_aside_to_which_nothing_belongs_lose_nothing_more(tmp_path: Path, engine: Engine) -> None:
    scores = SCORES + f"1507,r1,{SUICIDE},2025-10-01 10:00:00,w1\n"
    referrals = TWICE + "p2,1507,,2025-02-01,,\n"
    said, _ = _answers(tmp_path, engine, MHS101Referral=referrals, MHS606CodedScoreAssessmentRefer=scores)
    assert said == {"MHS101/r1": "met recorded", "MHS101/r2": "gap none_recorded"}


@both_engines
def test_what_a_row_reads_of_one_that_was_set_aside_may_be_there(tmp_path: Path, engine: Engine) -> None:
    plans = (
        "Person_ID,UniqMonthID,UniqCarePlanID,CarePlanTypeMH,CarePlanCreatDate,CarePlanLastUpdateDate,"
        "CarePlanImplementDate\n"
    )
    agreed = "Person_ID,UniqMonthID,UniqCarePlanID,CarePlanContentAgreedBy,CarePlanContentAgreedDate\n"
    folder = write(
        tmp_path,
        MHS001MPI=PEOPLE,
        MHS101Referral=REFERRALS,
        MHS201CareContact=CONTACTS,
        MHS008CarePlanType=plans + "p1,1507,k1,10,2025-01-10,,\np2,1507,k2,10,2025-01-10,,\n",
        MHS009CarePlanAgreement=agreed + "p1,1507,,10,2025-02-01\n",
    )
    report = rc.read(folder).check(as_of=AS_OF, select="care-plan-agreement-not-recorded", engine=engine)
    said = {each.subject: f"{each.outcome} {each.reason_code}" for each in report.outcomes}
    assert said == {"MHS008/k1": "unknown set_aside", "MHS008/k2": "gap none_recorded"}


def test_where_the_row_set_aside_names_nobody_the_run_is_incomplete(tmp_path: Path) -> None:
    referrals = REFERRALS + ",1507,r3,2025-02-01,,\n,1507,r3,2025-03-01,,\n"
    _, report = _answers(tmp_path, "duckdb", MHS101Referral=referrals)
    assert report.run.incomplete


def test_rows_set_aside_of_two_people_lose_what_belongs_to_them_for_both(tmp_path: Path) -> None:
    referrals = REFERRALS + "p1,1507,r3,2025-02-01,,\np2,1507,r3,2025-02-01,,\n"
    scores = SCORES + f"1507,r3,{SUICIDE},2025-10-01 10:00:00,w1\n"
    said, _ = _answers(tmp_path, "duckdb", MHS101Referral=referrals, MHS606CodedScoreAssessmentRefer=scores)
    assert said == {"MHS101/r1": "unknown set_aside", "MHS101/r2": "unknown set_aside"}


def test_a_row_whose_own_cell_is_empty_is_found_through_its_referral(tmp_path: Path) -> None:
    contacts = "Person_ID," + CONTACTS + ",1507,r1,c1,2025-10-01,5,01\np2,1507,r2,c2,2025-10-01,5,01\n,1507,r9,c3,,,\n"
    folder = write(tmp_path, MHS001MPI=PEOPLE, MHS101Referral=REFERRALS, MHS201CareContact=contacts)
    rows = rc.read(folder).table("contact").to_arrow().to_pylist()
    assert [(row["id"], row["patient"]) for row in rows] == [
        ("MHS201/c1", "p1"),
        ("MHS201/c2", "p2"),
        ("MHS201/c3", None),
    ]


def test_rows_that_say_whose_they_are_need_no_referral(tmp_path: Path) -> None:
    spells = "Person_ID,UniqMonthID,UniqHospProvSpellID,StartDateHospProvSpell\np1,1507,h1,2025-03-01\n,1507,h2,\n"
    rows = rc.read(write(tmp_path, MHS001MPI=PEOPLE, MHS501HospProvSpell=spells)).table("admission").to_arrow()
    assert rows["patient"].to_pylist() == ["p1", None]


def test_two_people_with_one_coordinator_since_one_day_keep_them_both(tmp_path: Path) -> None:
    names = "Person_ID,UniqMonthID,CareProfLocalID,StartDateAssCareCoord,EndDateAssCareCoord\n"
    for month in (1506, 1507):
        rows = f"p1,{month},w1,2025-02-01,\np2,1507,w1,2025-02-01,\n"
        folder = write(tmp_path, MHS001MPI=PEOPLE, MHS006MHCareCoord=names + rows)
        workers = rc.read(folder).table("worker").to_arrow().to_pylist()
        assert [(row["id"], row["patient"], row["person"]) for row in workers] == [
            ("MHS006/w1.2025-02-01.p1", "p1", "w1"),
            ("MHS006/w1.2025-02-01.p2", "p2", "w1"),
        ]


def test_two_people_in_one_restrictive_intervention_are_two(tmp_path: Path) -> None:
    spells = "UniqMonthID,UniqServReqID,UniqHospProvSpellID,StartDateHospProvSpell,DischDateHospProvSpell\n"
    incidents = "UniqMonthID,UniqHospProvSpellID,RestrictiveIntIncID,StartDateRestrictiveIntInc\n"
    folder = write(
        tmp_path,
        MHS001MPI=PEOPLE,
        MHS101Referral=REFERRALS,
        MHS501HospProvSpell=spells + "1507,r1,h1,2025-03-01,\n1507,r2,h2,2025-03-01,\n",
        MHS505RestrictiveInterventInc=incidents + "1506,h1,i1,2025-03-02\n1507,h2,i1,2025-03-02\n",
    )
    rows = rc.read(folder).table("problem").to_arrow().to_pylist()
    assert [(row["id"], row["patient"]) for row in rows] == [
        ("MHS505/i1.MHS501/h1", "p1"),
        ("MHS505/i1.MHS501/h2", "p2"),
    ]
