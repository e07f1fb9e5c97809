"""The rules that a site file switches on and off, checked against the rules that there are."""

from __future__ import annotations

from collections.abc import Iterable

from risk_checks.documents import Scalar
from risk_checks.errors import Where
from risk_checks.model.outcome import RuleId
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.choice import Switches, in_use
from risk_checks.rules.faults import CLASH, UNKNOWN_RULE, Faults


def read_switches(*, on: Iterable[Scalar], off: Iterable[Scalar], catalogue: Catalogue, faults: Faults) -> Switches:
    """Return the rules that are named, by id; what is wrong with them goes to `faults`."""
    switched: dict[RuleId, tuple[str, Where]] = {}
    for key, names in (("on", on), ("off", off)):
        for name in names:
            rule = faults.attempt_at(name.where, lambda name=name: catalogue.rule(name.text))  # type: ignore[misc]
            if rule is None:
                continue
            if key == "on" and not in_use(rule):
                faults.add(UNKNOWN_RULE, f"the rule '{rule.slug}' was removed", name.where, hint="delete it here")
            elif rule.id in switched:
                before, where = switched[rule.id]
                faults.add(CLASH, f"{rule.id} is switched twice", name.where, hint=f"first {before}, at {where}")
            switched.setdefault(rule.id, (key, name.where))
    return Switches(
        on=frozenset(rule for rule, (key, _) in switched.items() if key == "on"),
        off=frozenset(rule for rule, (key, _) in switched.items() if key == "off"),
    )
