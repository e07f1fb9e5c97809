"""The codes and words that the loops look for, as the shipped rules and tables have them."""

from __future__ import annotations

SNOMED = "http://snomed.info/sct"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
RISK = f"{SNOMED}|225337009"
REVIEW = f"{SNOMED}|425268008"
UPDATE = "http://terminology.hl7.org/CodeSystem/v3-DataOperation|UPDATE"
ONESELF = "http://terminology.hl7.org/CodeSystem/v3-RoleCode|ONESELF"
TEST_DATA = ("http://terminology.hl7.org/CodeSystem/v3-ActReason", "HTEST")
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
WRITTEN_BY_PEOPLE = ("Practitioner/", "PractitionerRole/", "Patient/", "RelatedPerson/")

FINAL = {"final", "amended", "corrected"}
NOT_FINAL = {"registered", "preliminary", "cancelled", "entered-in-error"}
EPISODE_STATES = {
    "planned": "planned",
    "waitlist": "planned",
    "active": "open",
    "onhold": "open",
    "finished": "closed",
    "cancelled": "cancelled",
    "entered-in-error": "retracted",
}
PLAN_STATES = {
    "draft": "draft",
    "active": "active",
    "on-hold": "on-hold",
    "completed": "ended",
    "revoked": "withdrawn",
    "entered-in-error": "retracted",
}
REFERRALS = {f"{SNOMED}|{code}" for code in ("3457005", "306206005", "103696004", "183524004", "390866009")} | {
    "https://fhir.nhs.uk/CodeSystem/message-category-servicerequest|referral"
}
PLANS_IN_DOCUMENTS = {f"{SNOMED}|{code}" for code in ("734163000", "718347000", "2181441000000107")}
CARE_PLANS = PLANS_IN_DOCUMENTS | {
    f"{SNOMED}|736254008",
    "http://hl7.org/fhir/us/core/CodeSystem/careplan-category|assess-plan",
}
ONE_THING = {
    f"{SNOMED}|{code}" for code in ("736253002", "325691000000100", "736366004", "735324008", "887701000000100")
}
NO_CARERS = {f"http://terminology.hl7.org/CodeSystem/v2-0131|{code}" for code in "EISF"}
NOT_SAID = {
    "http://terminology.hl7.org/CodeSystem/v2-0131|U",
    "https://fhir.hl7.org.uk/CodeSystem/UKCore-AdditionalPersonRelationshipRole|NotSpecified",
    "https://fhir.nhs.uk/R4/CodeSystem/UKCore-AdditionalRelatedPersonRole|NotSpecified",
    *(f"http://terminology.hl7.org/CodeSystem/v3-NullFlavor|{code}" for code in ("ASKU", "NASK", "NI", "UNK")),
}
NUMBERS_MADE_UP = {"0" * count for count in (1, 2, 3, 4, 5, 6, 10)} | {str(digit) * 11 for digit in range(10)}
