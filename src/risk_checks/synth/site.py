"""The site file that goes with a cohort: codes that only its made-up trust knows, and the rule that it switches on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from risk_checks.synth.chart import LOCAL
from risk_checks.synth.planted import FOLLOW_UP_SOONER, PLANTED

SITE = "site.toml"
"""The name of the site file; the codes stand in a folder beside it."""
Code = tuple[str, str, str]
"""A system, a code and what it says."""

TRANSITION_PLANS: Sequence[Code] = (
    ("urn:risk-checks:mhsds:CarePlanTypeMH", "14", "Plan for the move to adult services, in the national data set"),
    (LOCAL, "moving-on-plan", "Moving on plan"),
)
CARERS_ASSESSMENTS: Sequence[Code] = ((LOCAL, "carers-assessment", "Carer's assessment, offered or made"),)
_FILLED = (("carers-assessment", CARERS_ASSESSMENTS), ("transition-plan", TRANSITION_PLANS))
_HOME = "site"
_ON = (FOLLOW_UP_SOONER,)


def site_files() -> Iterator[tuple[str, str]]:
    """Return the name and the text of the site file and of each file that belongs to it."""
    on = ", ".join(f'"{PLANTED[rule]}"' for rule in _ON)
    yield SITE, f'# The codes of the made-up trust of this cohort.\nrules = ["{_HOME}"]\non = [{on}]\n'
    for name, codes in _FILLED:
        yield f"{_HOME}/codes/{name}.yaml", f"extends: {name}\ncodes:\n" + "".join(map(_written, codes))


def _written(code: Code) -> str:
    system, value, display = code
    source = "The made-up trust of the cohort"
    return f'  - system: "{system}"\n    code: "{value}"\n    display: "{display}"\n    source: {source}\n'
