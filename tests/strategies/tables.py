"""The tables that drawn rules are about, and those in which they look, as the table says or dated by a column."""

from __future__ import annotations

from dataclasses import replace

from tests.spec.world import ASSESSMENT, CARER, PATIENT, REFERRAL

SUBJECTS = (REFERRAL, REFERRAL, REFERRAL, PATIENT, CARER, ASSESSMENT)
"""Mostly referrals: they have a period, a status and columns by which parameters are chosen."""

RELATED = (ASSESSMENT, ASSESSMENT, CARER, replace(CARER, dated_by="start"), replace(REFERRAL, dated_by="start"))
"""Where rules look; the last two are dated as a rule does it with `dated_by`."""
