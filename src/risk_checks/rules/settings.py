"""Which value of a parameter holds: that of the call, else of the service, else of the site, else the default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from risk_checks.documents import Scalar, shortened
from risk_checks.errors import UsageError, Where, nearest
from risk_checks.rules.by import By, same_column
from risk_checks.rules.faults import UNKNOWN_PARAMETER, WRONG_PARAMETER, Faults
from risk_checks.rules.parameters import Parameter, PerService, Value, read_value


@dataclass(frozen=True, slots=True)
class SiteSetting:
    """What a site file says of one parameter: a value for everyone, or values by service."""

    plain: Scalar | None
    by: By | None
    where: Where

    @property
    def otherwise(self) -> Scalar | None:
        """The value for services that have none of their own, or None where the file does not say."""
        return self.plain if self.by is None else self.by.otherwise


Settings = Mapping[str, Mapping[str, str | SiteSetting]]
"""By rule (id or slug) and parameter: a text of the call, or what a site file says."""


def resolve(
    parameters: Mapping[str, Parameter], *, names: Sequence[str], settings: Settings
) -> Mapping[str, Value | PerService]:
    """Return the value of each parameter of the rule that goes by `names` (id, slug).

    A value of the call replaces everything. A site file's values by service stand before the rule's, one by one where
    both go by the same column, else instead of them. For the other services, and for subjects whose column is empty or
    cannot be read, what the site file says for everyone holds, else what the rule says.
    """
    given: dict[str, str | SiteSetting] = {}
    for name in reversed(names):
        given.update(settings.get(name, {}))
    faults = Faults()
    for name, said in given.items():
        if name not in parameters:
            where = said.where if isinstance(said, SiteSetting) else None
            raise UsageError(UNKNOWN_PARAMETER, no_parameter(names[0], name), where=where, hint=near(name, parameters))
    made = {name: _chosen(parameter, names[0], given.get(name), faults) for name, parameter in parameters.items()}
    faults.raise_any()
    return made


def no_parameter(rule: str, name: str) -> str:
    """Return what is said of a parameter that a rule does not have."""
    return f"{rule} has no parameter '{shortened(name)}'"


def near(name: str, parameters: Mapping[str, Parameter]) -> str:
    """Return a hint at the parameters that there are."""
    return nearest(name, sorted(parameters)) or "it has none"


def _chosen(parameter: Parameter, rule: str, said: str | SiteSetting | None, faults: Faults) -> Value | PerService:
    match said:
        case None:
            return parameter.stated
        case str():
            return _of_the_call(parameter, rule, said)
        case SiteSetting():
            return _of_the_site(parameter, rule, said, faults)


def _of_the_call(parameter: Parameter, rule: str, text: str) -> Value:
    value = read_value(text.strip())
    fault = parameter.fault(value)
    if fault:
        message = f"{rule}.{parameter.name} cannot be '{shortened(text)}'"
        raise UsageError(WRONG_PARAMETER, message, hint=fault)
    return value


def _of_the_site(parameter: Parameter, rule: str, setting: SiteSetting, faults: Faults) -> Value | PerService:
    def read(said: Scalar, of: str = "") -> Value:
        value = read_value(said.text.strip())
        fault = parameter.fault(value)
        if fault:
            message = f"{rule}.{parameter.name} cannot be '{shortened(said.text)}'{of}"
            faults.add(WRONG_PARAMETER, message, said.where, hint=fault)
        return value

    by, stated = setting.by, parameter.by
    if by is not None and stated is not None and not same_column(by.column, stated.column):
        if by.otherwise is None:
            message = f"{rule}.{parameter.name} goes by '{stated.column.text}' in the rule, and here by another column"
            faults.add(WRONG_PARAMETER, message, by.column.where, hint="say what holds otherwise for everybody else")
        stated = None
    otherwise = parameter.default if stated is None else stated.otherwise
    if setting.otherwise is not None:
        otherwise = read(setting.otherwise)
    values = dict(stated.values if stated else ())
    for service, said in by.values if by else ():
        values[service] = read(said, f" for '{shortened(service)}'")
    column = by.column if by else stated.column if stated else None
    return otherwise if column is None else PerService(column, tuple(values.items()), otherwise)
