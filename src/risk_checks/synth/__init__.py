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
* Not planted, because no outcome is laid down: care managers of episodes that were finished after the day, starts that
  are absent or partial, ends that are partial, statuses `unknown`, `planned` episodes already begun, assessments
  `stopped` or on hold, references that lead nowhere.
"""

from __future__ import annotations

from risk_checks.synth.cohort import DEFAULT_AS_OF, make_cohort
from risk_checks.synth.planted import PLANTED

__all__ = ["DEFAULT_AS_OF", "PLANTED", "make_cohort"]
