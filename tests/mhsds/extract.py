"""A made-up MHSDS extract of eleven people in two monthly submissions, 1506 and 1507, and what rules say of them.

Months count from 1 = April 1900, so that 1507 is October 2025. Column names are those of the v6 validation rules.
"""

from __future__ import annotations

from pathlib import Path

SUICIDE = "225337009"
AS_OF = "2025-11-01"

PEOPLE = "p01 p02 p03 p04 p05 p06 p07 p08 p09 p10 p11".split()

REFERRALS = """\
ServiceRequestID,LocalPatientID,UniqMonthID,ReferralRequestReceivedDate,ServDischDate,ReferRejectionDate,CareProfTeamLocalID,ReferClosReason
r01,p01,1507,2025-01-01,,,t1,
r02,p02,1507,2025-01-01,,,t1,
r03,p03,1507,2024-08-01,,,t2,
r04,p04,1507,2025-01-01,,,t1,
r05,p05,1507,2025-01-01,,2025-01-03,t1,
r06,p06,1507,2025-01-01,2025-07-01,,t1,01
r07,p07,1506,2025-01-01,,,t1,
r08,p08,1507,2025-01-01,,,t1,
r09,p09,1507,2025-10-25,,,t1,
r10,p10,1507,2025-01-01,,,t1,
r11,p11,1506,2025-01-01,,,t1,
r11,p11,1507,2025-01-01,2025-10-01,,t1,02
"""

CONTACTS = """\
CareContactID,ServiceRequestID,UniqMonthID,CareContDate,AttendStatus,ConsMechanismMH,OtherCareProfTeamLocalID
c03,r03,1507,2024-09-01,5,01,t2
c08,r08,1507,2025-02-01,7,02,t1
c10,r10,1507,2025-03-01,6,11,t1
c99,r99,1507,2025-03-01,5,01,t1
c11,r10,1507,2021-09-30,5,03,t1
c12,r10,1507,2021-10-01,2,03,t1
"""

ACTIVITIES = f"""\
CareActID,CareContactID,UniqMonthID,Procedure
x03,c03,1507,
x08,c08,1507,{SUICIDE}
x10,c10,1507,{SUICIDE}
"""

PLANS = """\
CarePlanID,LocalPatientID,UniqMonthID,CarePlanTypeMH,CarePlanCreatDate,CarePlanLastUpdateDate,CarePlanImplementDate
k01,p01,1506,10,2025-01-10,2025-01-10,2025-01-12
k01,p01,1507,10,2025-01-10,2025-06-01,2025-01-12
k03,p03,1507,12,2025-01-10,2025-09-01,
k08,p08,1506,10,2025-01-10,2025-01-10,
k10,p10,1507,10,2025-01-10,2025-03-01,
k10,p10,1507,10,2025-01-10,2025-04-01,
"""

TABLES = {
    "MHS001MPI": "LocalPatientID,UniqMonthID,NHSNumber,PersonBirthDate,PersDeathDate\n"
    + "".join(f"{one},1507,,1980-01-01,{'2025-08-01' if one == 'p04' else ''}\n" for one in PEOPLE),
    "MHS101Referral": REFERRALS,
    "MHS201CareContact": CONTACTS,
    "MHS202CareActivity": ACTIVITIES,
    "MHS606CodedScoreAssessmentRefer": "ServiceRequestID,UniqMonthID,CodedAssToolType,"
    "AssToolCompTimestamp,CareProfLocalID\n"
    f"r01,1507,{SUICIDE},2025-02-01 10:00:00,w1\n",
    "MHS607CodedScoreAssessmentAct": f"CareActID,UniqMonthID,CodedAssToolType\nx03,1507,{SUICIDE}\n",
    "MHS008CarePlanType": PLANS,
}

SAID = {
    # Five referrals have no outcome: r05 was rejected; r06 and r11 were discharged before the day of the check.
    "RC-PLAN-001": {
        "r01": "met recorded",
        "r02": "gap none_recorded",
        "r03": "gap none_recorded",  # a crisis plan is no care plan
        "r04": "exempt exempt",
        "r07": "unknown population_not_known",  # not told in the newest month, and never discharged
        "r08": "unknown status_not_known",  # the plan was not told again
        "r09": "due not_yet_due",  # until 22 November
        "r10": "unknown set_aside",  # one plan told twice in a month, each time otherwise
    },
    "RC-PLAN-002": {
        "r01": "met current",  # 1 June 2025 and 12 months
        "r02": "gap none_recorded",
        "r03": "gap none_recorded",
        "r04": "exempt exempt",
        "r07": "unknown population_not_known",
        "r08": "unknown status_not_known",
        "r09": "due not_yet_due",
        "r10": "unknown set_aside",
    },
    "RC-RISK-001": {
        "r01": "met recorded",
        "r02": "gap none_recorded",
        "r03": "met recorded",
        "r04": "exempt exempt",
        "r07": "unknown population_not_known",
        "r08": "gap none_recorded",  # its contact was missed
        "r09": "due not_yet_due",  # 25 October and 7 days is the day of the check
        "r10": "met recorded",
    },
    "RC-RISK-002": {
        "r01": "met current",
        "r02": "gap none_recorded",
        "r03": "gap out_of_date",  # 1 September 2024 and 12 months
        "r04": "exempt exempt",
        "r07": "unknown population_not_known",
        "r08": "gap none_recorded",
        "r09": "due not_yet_due",
        "r10": "met current",
    },
}


def write(folder: Path, **tables: str) -> Path:
    """Write flat tables as CSV; without any, those of the eleven people."""
    folder.mkdir(exist_ok=True)
    for name, text in (tables or TABLES).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
