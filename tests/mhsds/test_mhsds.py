"""Flat MHSDS tables: what rules say of a made-up extract, and what becomes of each flat row."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import pytest

import risk_checks as rc
from risk_checks.errors import RiskChecksError
from tests.mhsds.extract import AS_OF, SAID, TABLES, write

Engine = Literal["reference", "duckdb"]
both_engines = pytest.mark.parametrize("engine", ["reference", "duckdb"])


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> rc.Extract:
    """Return the extract of eleven people."""
    return rc.read(write(tmp_path_factory.mktemp("mhsds")))


@both_engines
def test_every_answer_is_the_one_worked_out_by_hand(people: rc.Extract, engine: Engine) -> None:
    report = people.check(as_of=AS_OF, select=list(SAID), engine=engine)
    said: dict[str, dict[str, str]] = {}
    for each in report.outcomes:
        said.setdefault(each.rule, {})[each.subject.removeprefix("MHS101/")] = f"{each.outcome} {each.reason_code}"
    assert said == SAID


def test_every_flat_row_is_accounted_for(people: rc.Extract) -> None:
    run = people.check(as_of=AS_OF, select=list(SAID)).run
    assert {name: (sums.read, sums.used, sums.superseded, sums.set_aside) for name, sums in run.tables.items()} == {
        "MHS001MPI": (11, 11, 0, 0),
        "MHS008CarePlanType": (6, 3, 1, 2),
        "MHS101Referral": (12, 11, 1, 0),
        "MHS201CareContact": (6, 6, 0, 0),
        "MHS202CareActivity": (3, 3, 0, 0),
        "MHS606CodedScoreAssessmentRefer": (1, 1, 0, 0),
        "MHS607CodedScoreAssessmentAct": (1, 1, 0, 0),
    }
    assert run.as_dict()["input"]["mapping"] == "mhsds"
    assert "Tables were made by the mapping mhsds, a preview: hold them against another source." in run.warnings
    assert "by the mapping mhsds (preview)" in str(people.check(as_of=AS_OF, select="RC-PLAN-001"))


def test_problems_are_told_by_table_and_file(people: rc.Extract) -> None:
    report = people.check(as_of=AS_OF, select=list(SAID))
    told = sorted((each.code, each.file, each.table, each.column, each.count) for each in report.problems)
    assert told == [
        ("code-not-mapped", None, "contact", "mode", 1),  # 03 since October 2021
        ("patient-not-named", None, "contact", "patient", 1),  # of a referral that is not there
        ("row-id-twice", "MHS008CarePlanType.csv", "MHS008CarePlanType", "id", 2),
    ]


def test_contacts_are_attended_missed_or_cancelled(people: rc.Extract) -> None:
    rows = people.table("contact").to_arrow().to_pylist()
    assert [(row["id"], row["status"], row["mode"], row["start_latest"], row["referral"]) for row in rows] == [
        ("MHS201/c03", "attended", "face-to-face", date(2024, 9, 1), "MHS101/r03"),
        ("MHS201/c08", "missed", "telephone", date(2025, 2, 1), "MHS101/r08"),
        ("MHS201/c10", "attended", "video", date(2025, 3, 1), "MHS101/r10"),
        ("MHS201/c11", "attended", "video", date(2021, 9, 30), "MHS101/r10"),  # 03 was video until October 2021
        ("MHS201/c12", "cancelled", None, date(2021, 10, 1), "MHS101/r10"),
        ("MHS201/c99", "attended", "face-to-face", date(2025, 3, 1), "MHS101/r99"),
    ]


WITH_ENDS = ("r01", "r05", "r06", "r07")


def test_a_referral_knows_its_first_and_last_attended_contact(people: rc.Extract) -> None:
    rows = {row["id"]: row for row in people.table("referral").to_arrow().to_pylist()}
    assert [
        (rows[key]["first_contact_latest"], rows[key]["last_contact_latest"]) for key in ("MHS101/r10", "MHS101/r08")
    ] == [
        (date(2021, 9, 30), date(2025, 3, 1)),
        (None, None),
    ]
    assert [(rows[f"MHS101/{key}"]["status"], rows[f"MHS101/{key}"]["end_latest"]) for key in WITH_ENDS] == [
        ("open", date(9999, 12, 31)),
        ("open", date(2025, 1, 3)),  # the day of its rejection
        ("open", date(2025, 7, 1)),
        (None, date(9999, 12, 31)),
    ]
    assert rows["MHS101/r06"]["closure_reasons"] == ["urn:risk-checks:mhsds:ReferClosReason|01"]


def test_older_names_of_columns_and_of_the_kinds_of_key_are_read(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        MHS001MPI="Person_ID,LocalPatientId,PersonBirthDate,PersDeathDate,NHSNumber\n1,a,1980-01-01,,\n",
        MHS101Referral="Person_ID,UniqServReqID,ReferralRequestReceivedDate,ServDischDate,ReferRejectionDate\n"
        "1,s1,2025-01-01,,\n",
        MHS201CareContact="Person_ID,UniqServReqID,UniqCareContID,CareContDate,AttendOrDNACode,AttendStatus,ConsMediumUsed\n"
        "1,s1,c1,2025-02-01,5,,01\n1,s1,c2,2025-02-02,,3,02\n",
        MHS501HospProvSpell="Person_ID,UniqServReqID,UniqHospProvSpellNum,StartDateHospProvSpell,DischDateHospProvSpell,"
        "DischMethCodeHospProvSpell,DischDestCodeHospProvSpell\n1,s1,h1,2025-03-01,2025-03-09,1,19\n",
        MHS502WardStay="Person_ID,UniqHospProvSpellNum,UniqWardStayID,HospitalBedTypeMH\n1,h1,w1,10\n1,h1,w2,11\n",
        MHS006MHCareCoord="Person_ID,CareProfLocalId,StartDateAssCareCoord,EndDateAssCareCoord\n1,n1,2025-01-05,\n",
        MHS009CarePlanAgreement="Person_ID,UniqCarePlanID,CarePlanAgreedBy,CarePlanAgreedDate\n1,k1,10,2025-01-20\n",
        MHS008CarePlanType="Person_ID,UniqCarePlanID,CarePlanTypeMH,CarePlanCreatDate,CarePlanLastUpdateDate,"
        "CarePlanImplementDate\n1,k1,12,2025-01-10,2025-01-10,\n",
        MHS507SelfHarm="Person_ID,UniqWardStayID,DateSelfHarm\n1,w1,2025-03-02\n",
    )
    extract = rc.read(folder, mapping="mhsds")
    assert [(row["patient"], row["status"]) for row in extract.table("contact").to_arrow().to_pylist()] == [
        ("1", "attended"),
        ("1", "missed"),
    ]
    (spell,) = extract.table("admission").to_arrow().to_pylist()
    system = "urn:risk-checks:mhsds:"
    assert spell["bed_class"] == [f"{system}MHAdmittedPatientClass|10", f"{system}MHAdmittedPatientClass|11"]
    assert spell["discharge_method"] == [f"{system}MethOfDischMHHospProvSpell|1"]
    assert spell["discharge_destination"] == [f"{system}DestOfDischHospProvSpell|19"]
    assert (spell["status"], spell["end_latest"]) == ("current", date(2025, 3, 9))
    (worker,) = extract.table("worker").to_arrow().to_pylist()
    assert (worker["person"], worker["named"], worker["active"], worker["start_latest"]) == (
        "n1",
        True,
        None,  # no month is told
        date(2025, 1, 5),
    )
    (plan,) = extract.table("care_plan").to_arrow().to_pylist()
    assert (plan["kinds"], plan["agreed_date_latest"]) == ([f"{system}CarePlanTypeMH|12"], date(2025, 1, 20))
    (harm,) = extract.table("problem").to_arrow().to_pylist()
    assert (harm["kinds"], harm["start_latest"], harm["end_latest"]) == (
        [f"{system}table|MHS507SelfHarm"],
        date(2025, 3, 2),
        date(2025, 3, 2),
    )


REJECTED = {
    "r1": ("2025-10-31", None),
    "r2": ("2025-11-01", None),  # a rejection holds from its own day
    "r3": ("2025-11-02", "gap none_recorded"),  # not yet
    "r4": ("NULL", "unknown population_not_known"),
    "r5": ("03/01/2025", "unknown population_not_known"),
    "r6": ("", "gap none_recorded"),
}


@both_engines
def test_a_rejection_counts_from_a_day_that_can_be_read(tmp_path: Path, engine: Engine) -> None:
    names = "LocalPatientID,UniqMonthID,ServiceRequestID,ReferralRequestReceivedDate,ServDischDate,ReferRejectionDate"
    rows = [f"p{key},1507,{key},2025-01-05,,{day}" for key, (day, _) in REJECTED.items()]
    folder = write(
        tmp_path,
        MHS001MPI="LocalPatientID,PersDeathDate\n" + "".join(f"p{key},\n" for key in REJECTED),
        MHS101Referral="\n".join([names, *rows, ""]),
        MHS201CareContact=TABLES["MHS201CareContact"].partition("\n")[0] + "\n",
        MHS008CarePlanType=TABLES["MHS008CarePlanType"].partition("\n")[0] + "\n",
    )
    report = rc.read(folder).check(as_of=AS_OF, select="RC-PLAN-001", engine=engine)
    said = {each.subject.removeprefix("MHS101/"): f"{each.outcome} {each.reason_code}" for each in report.outcomes}
    assert said == {key: answer for key, (_, answer) in REJECTED.items() if answer}
    assert [(each.code, each.table, each.column, each.count) for each in report.problems] == [
        ("date-not-readable", "referral", "end", 2)
    ]


def test_a_referral_ends_with_its_rejection_where_it_has_a_discharge_too(tmp_path: Path) -> None:
    referrals = TABLES["MHS101Referral"].replace("2025-01-01,,2025-01-03", "2025-01-01,2025-02-03,2025-01-03")
    folder = write(tmp_path, MHS001MPI=TABLES["MHS001MPI"], MHS101Referral=referrals)
    rows = {row["id"]: row for row in rc.read(folder).table("referral").to_arrow().to_pylist()}
    assert rows["MHS101/r05"]["end_latest"] == date(2025, 1, 3)


@both_engines
def test_what_the_files_lack_leaves_rules_not_evaluated(tmp_path: Path, engine: Engine) -> None:
    referrals = TABLES["MHS101Referral"].replace("ReferRejectionDate", "Other")
    folder = write(tmp_path, MHS001MPI=TABLES["MHS001MPI"], MHS101Referral=referrals)
    rules = ["carer-details-incomplete", "risk-assessment-missing"]
    run = rc.read(folder).check(as_of=AS_OF, engine=engine, select=rules).run
    not_given = "of flat tables or columns that were not given."
    no_end = f"The mapping mhsds makes the column 'end' of the table 'referral' {not_given}"
    no_contact = no_end.replace("end", "last_contact")
    no_assessment = f"The mapping mhsds makes the table 'assessment' {not_given}"
    assert run.not_evaluated == {
        "RC-CARER-002": f"{no_end} {no_contact} The mapping mhsds carries no table 'carer'.",
        "RC-RISK-001": f"{no_end} {no_contact} {no_assessment}",
    }


@both_engines
def test_an_assessment_may_be_in_a_flat_table_that_was_not_given(tmp_path: Path, engine: Engine) -> None:
    given = {name: text for name, text in TABLES.items() if name != "MHS607CodedScoreAssessmentAct"}
    report = rc.read(write(tmp_path, **given)).check(as_of=AS_OF, engine=engine, select="risk-assessment-missing")
    said = {each.subject: f"{each.outcome} {each.reason_code}" for each in report.outcomes}
    assert said["MHS101/r02"] == "unknown not_covered"
    assert said["MHS101/r01"] == "met recorded"


def test_tables_made_of_flat_files_are_read_again_with_the_same_answers(people: rc.Extract, tmp_path: Path) -> None:
    people.write_tables(tmp_path / "tables")
    again = rc.read(tmp_path / "tables")
    assert not (tmp_path / "tables" / "carer.parquet").exists()
    for rule in ("RC-PLAN-001", "RC-CARER-001"):
        first, second = (each.check(as_of=AS_OF, select=rule) for each in (people, again))
        assert second.outcomes.to_arrow().equals(first.outcomes.to_arrow())
        assert second.run.not_evaluated == first.run.not_evaluated


@pytest.mark.parametrize(
    ("tables", "mapping", "refused"),
    [
        (TABLES, "mhsd", "RC-E540: no mapping is called 'mhsd'; did you mean 'mhsds'?"),
        (
            {"patient": "id\np1\n"},
            "mhsds",
            (
                "RC-E526: source 1 has data files, and none is named after a table; name each file after its table: "
                "patient.parquet, referral.csv, or a folder 'referral' of parts"
            ),
        ),
        (
            {"patient": "id\np1\n", "MHS001MPI": TABLES["MHS001MPI"]},
            None,
            "RC-E542: the sources are canonical tables and tables of the mapping mhsds at once; check them apart",
        ),
        (
            {"MHS001MPI": TABLES["MHS001MPI"], "MHS201CareContact": TABLES["MHS201CareContact"]},
            None,
            (
                "RC-E538: MHS201CareContact does not say whose its rows are; give MHS101Referral as well, or a column "
                "Person_ID"
            ),
        ),
        (
            {"MHS001MPI": "Person_ID\n1\n", "MHS101Referral": "LocalPatientID,ServiceRequestID\np1,r1\n"},
            None,
            (
                "RC-E539: these tables do not share a column for the key of the patient: MHS001MPI.csv, "
                "MHS101Referral.csv; "
                "give all of them one of Person_ID, LocalPatientID"
            ),
        ),
    ],
)
def test_what_cannot_be_mapped_is_refused(
    tmp_path: Path, tables: dict[str, str], mapping: str | None, refused: str
) -> None:
    with pytest.raises(RiskChecksError) as raised:
        rc.read(write(tmp_path, **tables), mapping=mapping).check(as_of=AS_OF)
    assert str(raised.value) == refused


def test_a_mapping_of_fhir_is_refused() -> None:
    with pytest.raises(rc.UsageError, match="RC-E541: there is nothing here that the mapping mhsds reads"):
        rc.read([{"resourceType": "Patient", "id": "p1"}], mapping="mhsds")
