"""The rules of a run: found by id or slug, chosen, set, and made ready to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from risk_checks.errors import NothingToCheckError, UsageError, nearest
from risk_checks.rules.code_sets import CodeSets
from risk_checks.rules.compile import compile_rules
from risk_checks.rules.faults import NO_RULES, UNKNOWN_PARAMETER, UNKNOWN_RULE
from risk_checks.rules.named import NamedConditions
from risk_checks.rules.plan import Plan
from risk_checks.rules.rule import Rule
from risk_checks.rules.settings import Settings, SiteSetting
from risk_checks.tables.definition import TableDef


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Rules in the order of their ids, with the named conditions and code sets they use."""

    rules: tuple[Rule, ...]
    conditions: NamedConditions
    code_sets: CodeSets

    def rule(self, name: str) -> Rule:
        """Return the rule with that id or slug."""
        for rule in self.rules:
            if name in (rule.id, rule.slug):
                return rule
        valid = [known for rule in self.rules for known in (rule.id, rule.slug)]
        raise UsageError(UNKNOWN_RULE, f"no rule is called '{name[:60]}'", hint=nearest(name, valid))

    def selected(self, *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
        """Return the rules named by id or slug, or all in use that are on by default; without those to ignore."""
        chosen, ignored = {self.rule(name).id for name in select}, {self.rule(name).id for name in ignore}
        for rule in self.rules:
            if rule.id in chosen and not _in_use(rule):
                raise UsageError(UNKNOWN_RULE, f"the rule '{rule.slug}' was removed", where=rule.place("status"))
        kept = tuple(
            rule
            for rule in self.rules
            if _in_use(rule)
            and (rule.id in chosen if select else rule.about.default == "on")
            and rule.id not in ignored
        )
        if not kept:
            raise NothingToCheckError(NO_RULES, "no rule is left to run", hint="select one, or ignore fewer")
        return kept

    def settings(self, *layers: Settings) -> Settings:
        """Return settings by rule id, merged from layers of which the first that speaks of a parameter wins.

        The layers are, in order, those of the call and the site file; the defaults are the rules' own.
        """
        merged: dict[str, dict[str, str | SiteSetting]] = {}
        for layer in layers:
            for rule, texts in self._by_id(layer).items():
                merged[rule] = {**texts, **merged.get(rule, {})}
        return merged

    def _by_id(self, layer: Settings) -> Mapping[str, Mapping[str, str | SiteSetting]]:
        found: dict[str, dict[str, str | SiteSetting]] = {}
        for name, texts in layer.items():
            made = found.setdefault(self.rule(name).id, {})
            for parameter, text in texts.items():
                if parameter in made:
                    message = f"{self.rule(name).id}.{parameter[:60]} is set twice, by id and by slug"
                    raise UsageError(UNKNOWN_PARAMETER, message, hint="name the rule once")
                made[parameter] = text
        return found

    def plans(
        self, rules: Iterable[Rule], *, tables: Mapping[str, TableDef], settings: Settings | None = None
    ) -> tuple[Plan, ...]:
        """Return a plan for each rule, in the order given; settings are by id or slug."""
        return compile_rules(
            rules,
            tables=tables,
            conditions=self.conditions,
            code_sets=self.code_sets,
            settings=self.settings(settings or {}),
        )


def _in_use(rule: Rule) -> bool:
    return rule.about.status.stage != "removed"
