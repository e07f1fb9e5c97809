"""Answers about public data, each worked out by hand from the JSON and the meaning of the rules before it was compared.

A row is: rule | person and provider of a referral, or the person alone | outcome, reason, day due | what decides it.
UUIDs are cut to eight characters; `none` is a referral whose encounters name no provider. `outside` means that there
must be no outcome, because the rule surely does not apply on the day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import pytest

import risk_checks as rc
from risk_checks.model.outcome import RuleId

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
MAIN_DAY = "2021-04-01"
Tables = Mapping[tuple[str, str], str]  # by folder and day
Engine = Literal["reference", "duckdb"]
FLAGSHIPS = ("RC-CARER-001", "RC-CARER-002", "RC-PLAN-001", "RC-PLAN-002", "RC-RISK-001", "RC-RISK-002")
ENGINES: tuple[Engine, ...] = ("reference", "duckdb")

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.is_dir(), reason="there is no shared data beside this checkout"),
]

# Nobody in the first two sets has a RelatedPerson or a Patient.contact, and one person only, who died in 1987, has an
# assessment of the code set: every carer and assessment answer of 2021 is a gap; its deadline is what is checked.
SYNTHEA = """
CARER-001 | 0b779465 b0e04623 | gap none_recorded 2009-05-06 | first encounter 2009-04-22, 14 days
CARER-001 | 43b6ae50 6f122869 | gap none_recorded 1986-01-04 | two providers in care, this one since 1985-12-21
CARER-001 | 43b6ae50 92819cdc | gap none_recorded 2020-10-17 | the other one since 2020-10-03
CARER-001 | fa470b46 e002090d | gap none_recorded 1976-07-06 | first 1976-06-22, latest 2020-04-26, 25 days inside
CARER-001 | 15e2659f d5117822 | gap none_recorded 1962-01-05 | first 1961-12-22
CARER-001 | 6daf3d7c 37b4d73f | gap none_recorded 2015-04-18 | first 2015-04-04
CARER-001 | 6daf3d7c 62fa9127 | outside               | latest contact 2019-02-09, more than 12 months ago
CARER-001 | 9686450b b0e04623 | outside               | latest contact 2020-01-04
CARER-001 | 6bb3d38f 3d10019f | outside               | died 2019-07-01, latest contact 2019-06-29: lapsed, not exempt
CARER-002 | 0b779465          | outside               | in care, but no carer of any kind is mentioned
CARER-002 | a6fb5437          | outside               | in care with two providers, no carer mentioned
PLAN-001  | 0b779465 b0e04623 | met recorded          | CarePlan 70ba7d35: active order, 734163000, no end
PLAN-001  | a6fb5437 9a7149fa | met recorded          | CarePlan 11e04542 of provider 44bef9d3: plans are the person's
PLAN-001  | a6fb5437 956ccb85 | met recorded          | the same plan
PLAN-001  | a6fb5437 44bef9d3 | outside               | the plan's own provider was last seen 2016-03-13
PLAN-001  | a6fb5437 d733d4a9 | outside               | latest contact 2019-04-21
PLAN-001  | fd5d9368 5d4b9df1 | met recorded          | CarePlan 1e27c873: active order, 734163000
PLAN-001  | 43b6ae50 92819cdc | gap none_recorded 2020-10-31 | active plan is 386257007, not in the set; two completed
PLAN-001  | fa470b46 90cf148c | gap none_recorded 2020-05-17 | one contact 2020-04-19; active 326051000000105, 53950000
PLAN-001  | ab47f921 5103c940 | gap none_recorded 1992-09-01 | active plan is 736285004
PLAN-001  | 15af1070 e44f438a | gap none_recorded 1982-07-06 | no CarePlan at all
PLAN-001  | d63abf62 ef6ab57c | gap none_recorded 2011-05-22 | only plan completed; first 2011-04-24T22:11Z is that day
PLAN-001  | a92edacf 23834663 | gap none_recorded 2000-01-06 | active plan is 53950000; first 1999-12-09
PLAN-001  | 2bd18d48 f4e7709c | outside               | died 2013; four days later the latest contact
PLAN-002  | 0b779465 b0e04623 | gap out_of_date 2010-04-22 | plan of 2009-04-22 began on the day of the referral
PLAN-002  | fd5d9368 5d4b9df1 | gap out_of_date 2003-03-14 | plan of 2002-03-14, referral since 1954
PLAN-002  | a6fb5437 9a7149fa | gap out_of_date 2001-07-17 | plan of 2000-07-17, referral since 1999-06-07
PLAN-002  | a6fb5437 956ccb85 | gap only_before_start 2012-05-09 | referral since 2012-04-11, plan 12 years older
PLAN-002  | 43b6ae50 92819cdc | gap none_recorded 2020-10-31 | the active plan is of another kind
PLAN-002  | cb0a84bd b1ddf812 | gap none_recorded 2010-04-12 | two active and three completed, all of other kinds
PLAN-002  | 546ebc02 d733d4a9 | gap none_recorded 1973-02-23 | active 698360004; 53950000 completed 20 days ago
PLAN-002  | d442b673 226098a2 | gap none_recorded 2000-01-25 | two completed plans
PLAN-002  | 31055311 226098a2 | outside               | died 2015-01-02 with an active 734163000: lapsed
PLAN-002  | ac2c231f 3bd5eda0 | outside               | died 1987-10-19 with an active 736254008: lapsed
RISK-001  | 43b6ae50 92819cdc | gap none_recorded 2020-10-10 | first 2020-10-03, 7 days
RISK-001  | fa470b46 90cf148c | gap none_recorded 2020-04-26 | first 2020-04-19
RISK-001  | 0b779465 b0e04623 | gap none_recorded 2009-04-29 | first 2009-04-22
RISK-001  | fd5d9368 5d4b9df1 | gap none_recorded 1954-06-10 | first 1954-06-03
RISK-001  | a6fb5437 9a7149fa | gap none_recorded 1999-06-14 | first 1999-06-07
RISK-001  | a6fb5437 956ccb85 | gap none_recorded 2012-04-18 | first 2012-04-11
RISK-001  | a92edacf ecc51621 | gap none_recorded 2011-10-22 | first 2011-10-15
RISK-001  | 76d2fa2d 700056a6 | outside               | latest contact 2020-03-26, six days too long ago
RISK-001  | ac2c231f 3bd5eda0 | outside               | the only person with 225337009; died 1987
RISK-002  | 546ebc02 d733d4a9 | gap none_recorded 1973-02-09 | first 1973-01-26, 14 days
RISK-002  | 8008b382 3bd5eda0 | gap none_recorded 2011-05-14 | first 2011-04-30
RISK-002  | efe58fa2 6be05ccf | gap none_recorded 1986-10-10 | first 1986-09-26T00:26Z, that day in London too
RISK-002  | cb0a84bd b1ddf812 | gap none_recorded 2010-03-29 | first 2010-03-15
RISK-002  | d442b673 226098a2 | gap none_recorded 2000-01-11 | first 1999-12-28
RISK-002  | 76d2fa2d 8ad64ecf | gap none_recorded 1975-06-07 | first 1975-05-24
"""

# Instants carry +10:00 here, so that their day in London is often the day before.
PATHLING = """
CARER-001 | 3fc4d5b0 f7d3a509 | gap none_recorded 2020-01-28 | first 2020-01-15T00:25+10:00 is 2020-01-14
CARER-001 | 7291401a 08bcda9c | gap none_recorded 2017-11-03 | first 2017-10-21T08:12+10:00 is 2017-10-20
CARER-001 | cd5a6b35 24cb4eab | gap none_recorded 1976-06-16 | first 23:25Z in summer time is the day as written
CARER-001 | 6cc4fff2 c3824d8c | gap none_recorded 1989-06-28 | first 23:45Z in summer time is 1989-06-14
CARER-001 | 6b01025b b1ddf812 | outside               | died 2014-01-02 in London, latest contact that day
CARER-002 | 3fc4d5b0          | outside               | no carer mentioned
PLAN-001  | 3fc4d5b0 5844ad77 | gap none_recorded 2021-01-16 | two 736376001 plans completed; first is 2020-12-19
PLAN-001  | cd5a6b35 18c9efe7 | gap none_recorded 1970-12-02 | 1970-11-03T23:25Z: London kept summer time, so 11-04
PLAN-002  | 42122517 441d009a | gap none_recorded 1981-10-16 | active plan is 408869004
RISK-001  | cd5a6b35 18c9efe7 | gap none_recorded 1970-11-11 | the same night of 1970
RISK-001  | 3fc4d5b0 5844ad77 | gap none_recorded 2020-12-26 | first 2020-12-20T00:25+10:00 is 2020-12-19
RISK-001  | 7291401a 1d0d0bed | gap none_recorded 2013-05-10 | first 2013-05-04T08:12+10:00 is 2013-05-03
RISK-001  | 7291401a b81688f5 | outside               | one contact in 2017
RISK-002  | 6dff1468 f4e7709c | gap none_recorded 2015-12-20 | first 2015-12-07T09:01+10:00 is 2015-12-06
RISK-002  | 04c82381 1bb7b497 | gap none_recorded 2012-12-04 | PHQ-9 and GAD-7 panels are not of the code set
RISK-002  | 6cc4fff2 e002090d | gap none_recorded 1997-02-25 | first 1997-02-12T09:45+10:00 is 1997-02-11
RISK-002  | 42122517 441d009a | gap none_recorded 1981-10-02 | first 1981-09-19T02:00+10:00 is 1981-09-18
RISK-002  | 42122517 b06770b5 | outside               | one contact in 2019
"""

AU_CORE = """
CARER-001 | howe-deangelo glennie-heights-public-hospital | gap none_recorded 2021-02-10 | 01-28T08:00+10:00 is 01-27
PLAN-001  | howe-deangelo glennie-heights-public-hospital | gap none_recorded 2021-02-24 | no CarePlan
PLAN-002  | howe-deangelo glennie-heights-public-hospital | gap none_recorded 2021-02-24 | no CarePlan
RISK-001  | howe-deangelo glennie-heights-public-hospital | gap none_recorded 2021-02-03 | two procedures of other kinds
RISK-002  | howe-deangelo glennie-heights-public-hospital | gap none_recorded 2021-02-10 | two procedures of other kinds
RISK-001  | howe-deangelo none | outside                | latest contact 2017-03-31
RISK-001  | howe-deangelo barney-view-private-hospital | outside | begins 2021-09-25: later
RISK-001  | baratz-toni none | outside                  | latest contact 2019-02-05
RISK-001  | baratz-toni elimbah-medical-centre | unknown date_not_known 2021-06-24 | one start absent, next 06-17
CARER-001 | baratz-toni elimbah-medical-centre | unknown date_not_known 2021-07-01 | one start absent
PLAN-002  | d1122188 4d1e0ca1 | unknown date_not_known  | one encounter, with an end and no start
CARER-002 | mackay-fritz      | outside                 | has a spouse, but is first seen in 2024
CARER-002 | wang-li           | outside                 | two friends mentioned, no encounter
"""

US_CORE = """
CARER-001 | example none      | met recorded            | niece, active, no period; an encounter is in progress
CARER-002 | example           | met recorded            | the niece has name, relationship, telephone
PLAN-001  | example none      | met recorded            | CarePlan colonoscopy: active order, no category; other 2025
PLAN-002  | example none      | unknown date_not_known  | that plan has neither created nor period
RISK-001  | example none      | unknown field_not_known 2015-11-08 | a response names no questionnaire
RISK-002  | example none      | gap out_of_date 2015-12-11 | that response is of 2014-12-11: a gap whatever it is
"""

HL7 = """
RISK-001  | f001 f001         | unknown population_not_known | three finished encounters without a period
PLAN-001  | f201 f201         | unknown population_not_known | two of them without a period
CARER-001 | xcda none         | unknown population_not_known | one, with neither period nor provider
CARER-002 | f001              | unknown population_not_known | carers mentioned; in care or not, no date tells
CARER-002 | f201              | unknown population_not_known | carers mentioned; in care or not, no date tells
CARER-002 | xcda              | unknown population_not_known | no carer mentioned, a page of a search unread
RISK-001  | f201 2            | outside                 | one contact in 2013
RISK-001  | d1 none           | outside                 | one contact in 2013
"""

# Neither EpisodeOfCare, RelatedPerson nor CarePlan has a file; providers are `Organization?identifier=`, which is not
# followed, so that each person has one referral.
BULK_10 = """
CARER-001 | cbc86e51 55f9298b | unknown not_covered 1996-12-14 | no file of RelatedPerson; first 1996-11-30
RISK-001  | 63ee2253 e2fb8961 | unknown not_covered 2013-09-04 | no file of RiskAssessment; first 2013-08-28
RISK-002  | 63ee2253 e2fb8961 | unknown not_covered 2013-09-11 | no file of RiskAssessment
CARER-002 | 63ee2253          | unknown population_not_known | in care; no file of RelatedPerson
CARER-002 | 3af3708d          | unknown population_not_known | no file of EpisodeOfCare nor of RelatedPerson
RISK-001  | 3af3708d ca275b1b | outside                 | died 1971, latest contact five days later
RISK-001  | 79a66c97 10013492 | outside                 | died 1994, latest contact two days later
PLAN-001  | 63ee2253 e2fb8961 | unknown not_covered 2013-09-25 | documents, but no file of CarePlan
"""

MAIN: Tables = {
    ("synthea_r4_bundles", MAIN_DAY): SYNTHEA,
    ("pathling_bundles", MAIN_DAY): PATHLING,
    ("au_core", MAIN_DAY): AU_CORE,
    ("us_core", MAIN_DAY): US_CORE,
    ("hl7_r4_examples", MAIN_DAY): HL7,
    ("synthea_bulk_ndjson_10", MAIN_DAY): BULK_10,
}
FOLDERS = tuple(folder for folder, _ in MAIN)

# The day on which something turns, and the day before or after it.
OTHER_DAYS: Tables = {
    ("synthea_r4_bundles", "1978-09-18"): """
RISK-001  | ac2c231f 3bd5eda0 | gap only_future 1938-12-11 | the first 225337009 is of the next day
PLAN-001  | ac2c231f 3bd5eda0 | gap only_future 1939-01-01 | the first psychiatry plan begins the next day
""",
    ("synthea_r4_bundles", "1978-10-10"): """
RISK-001  | ac2c231f 3bd5eda0 | met recorded          | Procedures da3cd32d and d642b8fa, completed
RISK-002  | ac2c231f 3bd5eda0 | met current 1979-10-03 | the later of them, 1978-10-03, and 12 months
PLAN-001  | ac2c231f 3bd5eda0 | met recorded          | c2d1993f, active; 4d1323f8, completed, ends in 13 days
PLAN-002  | ac2c231f 3bd5eda0 | met current 1979-10-03 | 4d1323f8 of 1978-10-03 is open on the day
""",
    ("synthea_r4_bundles", "1978-10-23"): """
PLAN-002  | ac2c231f 3bd5eda0 | met current 1979-09-19 | 4d1323f8 ends on the day: c2d1993f of 1978-09-19 is left
""",
    ("synthea_r4_bundles", "1979-10-03"): """
RISK-002  | ac2c231f 3bd5eda0 | met current 1979-10-03 | the last good day
PLAN-002  | ac2c231f 3bd5eda0 | gap out_of_date 1979-09-19 | the psychiatry plan is a year and 14 days old
""",
    ("synthea_r4_bundles", "1979-10-04"): """
RISK-001  | ac2c231f 3bd5eda0 | met recorded          | old, and still there
RISK-002  | ac2c231f 3bd5eda0 | gap out_of_date 1979-10-03 | the first bad day
""",
    ("synthea_r4_bundles", "2009-04-21"): """
PLAN-001  | 0b779465 b0e04623 | outside               | first encounter the next day
""",
    ("synthea_r4_bundles", "2009-04-29"): """
RISK-001  | 0b779465 b0e04623 | due not_yet_due 2009-04-29 | day 7
RISK-002  | 0b779465 b0e04623 | due not_yet_due 2009-05-06 | day 7 of 14
CARER-001 | 0b779465 b0e04623 | due not_yet_due 2009-05-06 | day 7 of 14
PLAN-001  | 0b779465 b0e04623 | met recorded          | plan of the first day
PLAN-002  | 0b779465 b0e04623 | met current 2010-04-22 | plan of the first day
""",
    ("synthea_r4_bundles", "2009-05-07"): """
RISK-001  | 0b779465 b0e04623 | gap none_recorded 2009-04-29 | day 15
RISK-002  | 0b779465 b0e04623 | gap none_recorded 2009-05-06 | day 15
CARER-001 | 0b779465 b0e04623 | gap none_recorded 2009-05-06 | day 15
""",
    ("synthea_r4_bundles", "2010-04-22"): """
PLAN-002  | 0b779465 b0e04623 | met current 2010-04-22 | last good day of the plan and of the contact
""",
    ("synthea_r4_bundles", "2015-01-01"): """
PLAN-001  | 31055311 226098a2 | met recorded          | 4baa46ce: active order, 734163000
PLAN-002  | 31055311 c44f361c | gap out_of_date 2002-05-11 | plan and referral both of 2001-05-11
CARER-001 | 31055311 226098a2 | gap none_recorded 1978-01-13 | first 1977-12-30
CARER-001 | 31055311 4e916854 | outside               | one contact in 2006
""",
    ("synthea_r4_bundles", "2015-01-02"): """
PLAN-001  | 31055311 226098a2 | exempt exempt         | died that day; latest contact the day before
PLAN-002  | 31055311 c44f361c | exempt exempt         | died that day
CARER-001 | 31055311 226098a2 | exempt exempt         | died that day
RISK-001  | 31055311 4e916854 | outside               | one contact in 2006: lapsed comes before exempt
""",
    ("synthea_r4_bundles", "2019-06-30"): """
RISK-001  | 6bb3d38f 3d10019f | gap none_recorded 1942-08-17 | alive; first 21:51Z in double summer time is 08-10
PLAN-001  | 6bb3d38f 3d10019f | gap none_recorded 1942-09-07 | five active plans, none of the set
""",
    ("synthea_r4_bundles", "2019-07-01"): """
RISK-001  | 6bb3d38f 3d10019f | exempt exempt         | died at 21:51Z, 22:51 of the same day in London
RISK-002  | 6bb3d38f 3d10019f | exempt exempt         | died that day
RISK-001  | 6bb3d38f d672f853 | outside               | one contact in 2016
""",
    ("synthea_r4_bundles", "2021-03-26"): """
RISK-001  | 76d2fa2d 700056a6 | gap none_recorded 2020-03-26 | latest contact 2020-03-26: twelve months to the day
""",
    ("synthea_r4_bundles", "2021-03-27"): """
RISK-001  | 76d2fa2d 700056a6 | outside               | twelve months and a day
""",
    ("au_core", "2023-03-01"): """
CARER-001 | banks-mia-leanne barney-view-private-hospital | met recorded | father and husband
CARER-002 | banks-mia-leanne | met recorded           | the husband has name, relationship, telephone
CARER-002 | irvine-ronny-lawrence | outside           | in care, no carer mentioned
CARER-001 | irvine-ronny-lawrence murrabit-public-hopsital | due not_yet_due 2023-03-05 | since 2023-02-19 in London
RISK-001  | irvine-ronny-lawrence murrabit-public-hopsital | unknown status_not_known 2023-02-26 | one is masked
PLAN-001  | irvine-ronny-lawrence murrabit-public-hopsital | due not_yet_due 2023-03-19 | since 2023-02-19
PLAN-001  | banks-mia-leanne barney-view-private-hospital | unknown date_not_known | the stay has an end, no start
PLAN-001  | banks-mia-leanne none | outside           | one contact, 2022-02-10
RISK-001  | baratz-toni elimbah-medical-centre | gap none_recorded 2021-06-24 | began by 2021-06-17; seen 2022-04-11
CARER-001 | bennelong-anne bobrester-medical-center | gap none_recorded 2021-07-01 | 23:20Z of 06-16 is 06-17
CARER-001 | howe-deangelo barney-view-private-hospital | outside | latest contact 2021-09-26
""",
    ("au_core", "2024-09-01"): """
CARER-001 | mackay-fritz milnes-bridge-medical-centre | met recorded | spouse
CARER-002 | mackay-fritz | met recorded               | the spouse has name, relationship, telephone, address
CARER-002 | banks-mia-leanne | outside                | latest contact 2023-01-24
""",
    ("hl7_r4_examples", "2013-02-03"): """
CARER-001 | d1 none | due not_yet_due 2013-02-03      | document with one encounter from 2013-01-20; day 14
RISK-001  | d1 none | unknown set_aside 2013-01-27    | its observation is of no set; a page of a search unread
PLAN-001  | d1 none | due not_yet_due 2013-02-17      | day 14 of 28
""",
    ("uk_core_json/package", "2020-12-11"): """
CARER-001 | RichardSmith LeedsTeachingHospital | met recorded | wife
CARER-002 | RichardSmith | met recorded | contact with name, relationship, mobile; wife has no number
RISK-001  | RichardSmith LeedsTeachingHospital | unknown field_not_known 2019-12-17 | a code without its system
PLAN-001  | RichardSmith LeedsTeachingHospital | gap none_recorded 2020-01-07 | no CarePlan; the stay began 2019-12-10
""",
    ("uk_core_json/package", "2020-12-12"): """
CARER-002 | RichardSmith | outside | latest contact 2019-12-11
""",
}

# Answers that are wrong today; each fails when it is put right, and moves up to its table then.
KNOWN_FAULTS: Tables = {
    ("pathling_bundles", MAIN_DAY): """
RISK-001  | cd3d3588 6a501804 | outside               | contact-after-the-day: seen 2019-03-27, then 2022-03-30
RISK-001  | 42122517 24cb4eab | outside               | contact-after-the-day: seen 2019-09-20, then 2021-04-02
RISK-001  | d1376fd1 4f3a530e | outside               | contact-after-the-day: seen 2020-01-08, then 2021-10-15
RISK-001  | d1376fd1 242e5bbe | outside               | contact-after-the-day: seen 2018-03-30, then 2021-04-02
""",
    ("au_core", MAIN_DAY): """
RISK-001  | irvine-ronny-lawrence barney-view-private-hospital | outside | contact-after-the-day: 2012, then 2023
""",
    ("synthea_r4_bundles", "2010-04-23"): """
PLAN-002  | 0b779465 b0e04623 | outside               | contact-after-the-day: seen 2009-04-22, then 2011
""",
}


class Check(NamedTuple):
    """One row of a table, and where it belongs."""

    folder: str
    day: str
    key: str
    expected: str
    note: str


def _checks(tables: Tables) -> list[Check]:
    return [_check(folder, day, line) for (folder, day), table in tables.items() for line in table.strip().splitlines()]


def _check(folder: str, day: str, line: str) -> Check:
    rule, who, expected, note = (" ".join(cell.split()) for cell in line.split("|"))
    return Check(folder, day, f"{rule} {who}", expected, note)


def _name(check: Check) -> str:
    return f"{check.folder} {check.day} {check.key}"


def _short(subject: str) -> str:
    """Return the key as the tables write it: `Patient/<uuid>#referral.Organization/<uuid>` is `0b779465 b0e04623`."""
    subject = re.sub(r"([0-9a-f]{8})(-[0-9a-f]{4}){3}-[0-9a-f]{12}", r"\1", subject)
    return re.sub(r"UKCore-(Patient|Organization)-|-Example|Patient/|Organization/", "", subject).replace(
        "#referral.", " "
    )


@lru_cache
def _extract(folder: str) -> rc.Extract:
    return rc.read(SHARED / folder)


@lru_cache
def _report(folder: str, day: str, engine: Engine) -> rc.Report:
    return _extract(folder).check(as_of=day, select=FLAGSHIPS, engine=engine)


@lru_cache
def _answers(folder: str, day: str, engine: Engine) -> Mapping[str, str]:
    return {
        f"{one.rule.removeprefix('RC-')} {_short(one.subject)}": " ".join(
            part for part in (one.outcome, one.reason_code, one.due_on and one.due_on.isoformat()) if part
        )
        for one in _report(folder, day, engine).outcomes
    }


def _answer(check: Check, engine: Engine) -> str:
    return _answers(check.folder, check.day, engine).get(check.key, "outside")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("check", _checks(MAIN), ids=_name)
def test_the_answer_is_the_one_worked_out_by_hand(check: Check, engine: Engine) -> None:
    assert _answer(check, engine) == check.expected, check.note


@pytest.mark.parametrize("check", _checks(OTHER_DAYS), ids=_name)
def test_the_answer_turns_on_the_day_worked_out_by_hand(check: Check) -> None:
    assert _answer(check, "reference") == check.expected, check.note


@pytest.mark.xfail(reason="known faults, named in the table")
@pytest.mark.parametrize("check", _checks(KNOWN_FAULTS), ids=_name)
def test_a_known_fault_is_still_there(check: Check) -> None:
    assert _answer(check, "reference") == check.expected, check.note


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_subject_of_a_row_is_in_the_data(folder: str) -> None:
    """An `outside` row says nothing where its subject is misspelt."""
    tables = [_extract(folder).table(name) for name in ("patient", "referral")]
    known = {_short(str(key)) for table in tables for key in table.to_pandas()["id"]}
    checks = [check for every in (MAIN, OTHER_DAYS, KNOWN_FAULTS) for check in _checks(every) if check.folder == folder]
    assert {check.key.partition(" ")[2] for check in checks} <= known


@pytest.mark.parametrize("folder", FOLDERS)
def test_engines_agree_to_the_last_word(folder: str) -> None:
    reference, duckdb = (_report(folder, MAIN_DAY, engine) for engine in ENGINES)
    assert sorted(duckdb.outcomes, key=_order) == sorted(reference.outcomes, key=_order)
    assert duckdb.run.tallies == reference.run.tallies


def _order(one: rc.Outcome) -> tuple[str, str]:
    return one.rule, one.subject


# People, rows of referrals, rows that begin later, rows without their person: counted by another program.
@pytest.mark.parametrize(
    ("folder", "people", "rows", "later", "orphans"),
    [
        ("synthea_r4_bundles", 25, 45, 0, 0),
        ("pathling_bundles", 10, 26, 0, 0),
        ("au_core", 98, 16, 9, 0),
        ("us_core", 4, 1, 0, 0),
        ("hl7_r4_examples", 45, 6, 0, 1),
        ("synthea_bulk_ndjson_10", 13, 57, 3, 0),
        ("synthea_bulk_ndjson_100_partial", 120, 0, 0, 0),
        ("uk_core_json/package", 28, 1, 0, 0),
        ("cqm_cases", 167, 35, 35, 0),
    ],
)
def test_people_and_referrals_add_up(folder: str, people: int, rows: int, later: int, orphans: int) -> None:
    run = _report(folder, MAIN_DAY, "reference").run
    assert run.patients.read == people
    counts = {rule: (one.rows, one.later, one.orphan) for rule, one in run.tallies.items()}
    assert counts.get(RuleId("RC-RISK-001"), (0, 0, 0)) == (rows, later, orphans)
