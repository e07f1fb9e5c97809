"""The parameters that a site file sets, checked against the rules that they belong to."""

from __future__ import annotations

from collections.abc import Mapping

from risk_checks.documents import Definition, Mapping_, Node, Scalar, described, validate
from risk_checks.errors import Where
from risk_checks.rules.by import ByFile, by_in
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.compile import parameters_of
from risk_checks.rules.faults import CLASH, UNKNOWN_PARAMETER, WRONG_VALUE, Faults
from risk_checks.rules.parameters import Parameter
from risk_checks.rules.rule import Rule
from risk_checks.rules.settings import SiteSetting, near, no_parameter, resolve

SiteSettings = Mapping[str, Mapping[str, SiteSetting]]
"""What a site file says, by rule id and parameter."""


class _ServicesFile(Definition):
    """A parameter that is set by service."""

    by: ByFile


def read_settings(node: Node | None, *, catalogue: Catalogue, faults: Faults) -> SiteSettings:
    """Return the settings under `parameters`, by rule id; what is wrong with them goes to `faults`."""
    made: dict[str, dict[str, SiteSetting]] = {}
    for name, given in node.entries if isinstance(node, Mapping_) else ():
        rule = faults.attempt_at(name.where, lambda name=name: catalogue.rule(name.text))  # type: ignore[misc]
        if not isinstance(given, Mapping_):
            message = f"expected parameters and their values, got {described(given)}"
            faults.add(
                WRONG_VALUE, message, given.where, hint=f"write [parameters.{name.text}] and the values under it"
            )
        elif rule is not None:
            _read_rule(rule, given, catalogue, made.setdefault(rule.id, {}), faults)
    return made


def _read_rule(rule: Rule, given: Mapping_, catalogue: Catalogue, made: dict[str, SiteSetting], faults: Faults) -> None:
    parameters = parameters_of(rule, catalogue.conditions, Faults())
    for name, value in given.entries:
        if name.text not in parameters:
            hint = near(name.text, parameters)
            faults.add(UNKNOWN_PARAMETER, no_parameter(rule.id, name.text), name.where, hint=hint)
        elif name.text in made:
            message = f"{rule.id}.{name.text} is set twice"
            faults.add(CLASH, message, name.where, hint=f"first at {made[name.text].where}; name the rule once")
        else:
            setting = _setting(value, name.where, faults)
            if setting is not None:
                made[name.text] = setting
                _check(rule, parameters[name.text], setting, faults)


def _setting(value: Node, where: Where, faults: Faults) -> SiteSetting | None:
    match value:
        case Scalar() if value.text.strip():
            return SiteSetting(value, None, where)
        case Mapping_():
            file = faults.attempt(lambda: validate(value, _ServicesFile))
            by = value.get("by")
            return None if file is None or by is None else SiteSetting(None, by_in(by), where)
        case _:
            hint = 'write "6 months", or {by = {column = ..., values = {...}, otherwise = ...}}'
            faults.add(WRONG_VALUE, f"expected a value, or values by service, got {described(value)}", where, hint=hint)
            return None


def _check(rule: Rule, parameter: Parameter, setting: SiteSetting, faults: Faults) -> None:
    name = parameter.name
    faults.attempt(lambda: resolve({name: parameter}, names=(rule.id,), settings={rule.id: {name: setting}}))
