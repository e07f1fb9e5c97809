"""A made-up cohort whose answers are known: the outcome is chosen first, then the record that must lead to it.

The rules planted so far are in `PLANTED`. Readings taken, where they leave room, and that the truth follows:

* `people` counts Patient resources; a merged person takes two of them and has one set of outcomes, under the survivor.
* A person whose survivor is not in the extract is checked as themself. Links `seealso` and `replaces` merge nothing.
* A cancelled episode is no referral, but it is an episode: no referral is derived beside it. One entered in error
  counts as absent, and contacts then do derive a referral.
* The day a period ends is outside it: an episode, plan or mention with `end` on the day of the check is over.
* A RiskAssessment's own occurrence goes before its encounter's period; a period within one day is that day.
* The right code in another code system, or on an Observation of measurements, is no risk assessment.
* A draft, retracted or future assessment changes nothing once another one counts, in date or out of date.
* Drafts and retracted rows are dated from the newest start to the day of the check, so that no reading leaves them out.
* A year or month lies wholly on one side of every referral's first counting day.
* Undated evidence is told only of referrals past their first deadline; beside current evidence it is met, with no
  `due_on` in the truth, because the latest possible day is not known.
* Plans on hold, proposed, ended, revoked without an end, of another category or starting later are not evidence, and
  no reason either: `none_recorded`. One made after the day, in force by its status, is `only_future`.
* One code for an employer, insurer, or state or federal agency makes a mention official, whatever else it says.
* A relationship in words alone is possible for `carer-not-recorded` and filled for `carer-details-incomplete`.
* A care manager counts while the episode is open and nothing says that it is finished, and never afterwards.
* Whether a rule applies is asked before whether the person has died: the dead of unknown age are unknown.
* A consent about sharing that names nobody may be about a carer; an agreement without a day is none.
* A contact to which the person had only arrived may have been missed.
* A plan whose last day may lie on either side of the day of the check stands nobody knows how: whether a rule applies
  is unknown, also where it asks about plans that are in force and about plans that are over.
* A plan that is to begin after the day is asked about by no rule, whatever its status says; nor is an assessment that
  surely was entered before the day it is dated.
* Where the month or the year of a death is known, and some of its days are long enough ago, whether a rule applies is
  unknown; without a day no time is allowed. A day of death that cannot be read leaves open whether the person has died,
  and exempts nobody.
* An assessment that was stopped is no draft and leaves the list of drafts; one on hold is a draft elsewhere, and
  `assessment-draft-not-finished` does not ask about it.
* Statuses of assessments that are not known are told of assessments long ago, beside one that settles the rest; such
  plans are of another kind than care and crisis plans.
* An episode that ends before it starts, or on no date, may be open or closed: every rule of referrals in care that may
  ask about it answers `unknown`, that it cannot tell whether it applies. It is told only of people whom another episode
  keeps in care.
* An NHS number in use is one that is not old or temporary and has no end. A merged person has the same numbers in both
  records.
* A mention with the patient's NHS number is of the patient; one whose period ends before it starts is told only of a
  mention of the patient, because whoever it names may be a carer.
* An alert whose start is known to the month or the year, all of whose days are current, is due and not met: nothing
  shows that it was looked at on the very day from which it is in use. Where only its first day has come, it is met.
* Somebody close whose year of birth does not say whether they are an adult leaves open whether a carer's assessment is
  asked for. When a carer was first named is never told.
* A physical health check that was declined, or is hidden, counts as one that was made.
* Rules that wait for codes of a site are planted with those of `site.toml`, which is written beside the records.
* A mark of a risk without a first day leaves open whether it stood at a discharge, but for one on the day of the check;
  an assessment without a coded answer marks nothing.
* Not planted, because no outcome is laid down: care managers of episodes that were finished after the day, starts that
  are absent or partial, ends of episodes that are partial, other statuses `unknown`, `planned` episodes already begun,
  references that lead nowhere.
"""

from __future__ import annotations

from risk_checks.synth.cohort import DEFAULT_AS_OF, make_cohort
from risk_checks.synth.planted import PLANTED
from risk_checks.synth.site import SITE

__all__ = ["DEFAULT_AS_OF", "PLANTED", "SITE", "make_cohort"]
