"""The registry of planted rules: truth.csv holds the answers of these rules, all of them, and of no others."""

from __future__ import annotations

from types import MappingProxyType

from risk_checks.model.outcome import RuleId

ALERT_STALE = RuleId("RC-REC-011")
CARERS_ASSESSMENT = RuleId("RC-CARER-004")
CARER_BEFORE_DISCHARGE = RuleId("RC-DISC-004")
CARER_ENGAGED = RuleId("RC-CARER-005")
CARER_INCOMPLETE = RuleId("RC-CARER-002")
CARER_INFORMATION = RuleId("RC-CARER-006")
CARER_MISSING = RuleId("RC-CARER-001")
FAMILY_VIEW = RuleId("RC-RISK-007")
FAMILY_WORKER = RuleId("RC-CARER-007")
CLOSED_AFTER_MISSED = RuleId("RC-COORD-003")
CRISIS_MISSING = RuleId("RC-CRISIS-001")
CRISIS_STALE = RuleId("RC-CRISIS-002")
FOLLOW_UP = RuleId("RC-DISC-001")
FOLLOW_UP_SOONER = RuleId("RC-DISC-002")
HEALTH_CHECKS = RuleId("RC-COORD-004")
KEY_WORKER = RuleId("RC-COORD-001")
MISSED_APPOINTMENT = RuleId("RC-COORD-002")
NHS_NUMBER = RuleId("RC-REC-009")
NOT_ANOTHER_PERSON = RuleId("RC-REC-010")
NOT_CLOSED = RuleId("RC-REC-003")
PLAN_AFTER_DEATH = RuleId("RC-REC-002")
PLAN_AGREEMENT = RuleId("RC-PLAN-003")
PLAN_DRAFT = RuleId("RC-REC-012")
PLAN_MARKED = RuleId("RC-REC-004")
PLAN_MISSING = RuleId("RC-PLAN-001")
PLAN_REVIEW_DATE = RuleId("RC-PLAN-004")
PLAN_REVIEW_PASSED = RuleId("RC-PLAN-005")
PLAN_SENT = RuleId("RC-DISC-003")
PLAN_STALE = RuleId("RC-PLAN-002")
PLAN_TRANSITION = RuleId("RC-PLAN-006")
REFERRAL_DATES = RuleId("RC-REC-005")
RISK_AFTER_EVENT = RuleId("RC-RISK-005")
RISK_BEFORE_DISCHARGE = RuleId("RC-RISK-004")
RISK_DATE_AHEAD = RuleId("RC-REC-006")
RISK_DRAFT = RuleId("RC-REC-007")
RISK_ENTERED = RuleId("RC-REC-001")
RISK_INCOMPLETE = RuleId("RC-RISK-006")
RISK_MISSING = RuleId("RC-RISK-001")
RISK_ON_ADMISSION = RuleId("RC-RISK-003")
RISK_STALE = RuleId("RC-RISK-002")
SHARING = RuleId("RC-CARER-003")

PLANTED = MappingProxyType(
    {
        CARER_MISSING: "carer-not-recorded",
        CARER_INCOMPLETE: "carer-details-incomplete",
        SHARING: "sharing-wishes-not-recorded",
        CARERS_ASSESSMENT: "carers-assessment-not-offered",
        CARER_ENGAGED: "carer-not-engaged",
        CARER_INFORMATION: "carer-information-not-offered",
        FAMILY_WORKER: "family-worker-not-recorded",
        KEY_WORKER: "key-worker-not-recorded",
        MISSED_APPOINTMENT: "missed-appointment-not-followed-up",
        CLOSED_AFTER_MISSED: "closed-after-missed-appointments-without-review",
        HEALTH_CHECKS: "physical-health-checks-incomplete",
        CRISIS_MISSING: "crisis-plan-missing",
        CRISIS_STALE: "crisis-plan-out-of-date",
        FOLLOW_UP: "follow-up-within-72-hours-not-recorded",
        FOLLOW_UP_SOONER: "follow-up-within-48-hours-not-recorded",
        PLAN_SENT: "discharge-plan-not-sent",
        CARER_BEFORE_DISCHARGE: "carer-not-involved-before-discharge",
        PLAN_MISSING: "care-plan-missing",
        PLAN_STALE: "care-plan-stale",
        PLAN_AGREEMENT: "care-plan-agreement-not-recorded",
        PLAN_REVIEW_DATE: "care-plan-review-date-missing",
        PLAN_REVIEW_PASSED: "care-plan-review-date-passed",
        PLAN_TRANSITION: "transition-plan-missing",
        RISK_MISSING: "risk-assessment-missing",
        RISK_STALE: "risk-assessment-out-of-date",
        RISK_ON_ADMISSION: "risk-assessment-missing-on-admission",
        RISK_BEFORE_DISCHARGE: "risk-assessment-missing-before-discharge",
        RISK_AFTER_EVENT: "risk-assessment-missing-after-event",
        RISK_INCOMPLETE: "risk-assessment-incomplete",
        FAMILY_VIEW: "family-view-not-recorded",
        NOT_CLOSED: "referral-not-closed-after-death",
        REFERRAL_DATES: "referral-dates-conflicting",
        RISK_ENTERED: "assessment-entered-late",
        PLAN_AFTER_DEATH: "care-plan-not-ended-after-death",
        PLAN_MARKED: "care-plan-not-marked-as-ended",
        RISK_DATE_AHEAD: "assessment-date-not-yet-reached",
        RISK_DRAFT: "assessment-draft-not-finished",
        PLAN_DRAFT: "care-plan-draft-not-finished",
        NHS_NUMBER: "nhs-number-not-valid",
        NOT_ANOTHER_PERSON: "carer-not-another-person",
        ALERT_STALE: "alert-stale",
    }
)
"""The slug of each planted rule."""
