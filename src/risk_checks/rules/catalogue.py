"""The rules of a run: found by id or slug, chosen, set, and made ready to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from risk_checks.errors import NothingToCheckError, UsageError, nearest
from risk_checks.rules.choice import AS_SHIPPED, Choice, Switches, in_use, why_not
from risk_checks.rules.code_sets import CodeSets
from risk_checks.rules.compile import compile_rules
from risk_checks.rules.faults import NO_RULES, UNKNOWN_PARAMETER, UNKNOWN_RULE, Faults
from risk_checks.rules.named import NamedConditions
from risk_checks.rules.plan import Plan
from risk_checks.rules.rule import Rule
from risk_checks.rules.settings import Settings, SiteSetting
from risk_checks.rules.standards import Standard, Standards, check_standards, criteria_of, standard_named
from risk_checks.tables.definition import TableDef


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Rules in the order of their ids, with the named conditions, code sets and standards that they name."""

    rules: tuple[Rule, ...]
    conditions: NamedConditions
    code_sets: CodeSets
    standards: Standards = field(default_factory=dict)

    def rule(self, name: str) -> Rule:
        """Return the rule with that id or slug."""
        for rule in self.rules:
            if name in (rule.id, rule.slug):
                return rule
        valid = [known for rule in self.rules for known in (rule.id, rule.slug)]
        raise UsageError(UNKNOWN_RULE, f"no rule is called '{name[:60]}'", hint=nearest(name, valid))

    def standard(self, name: str) -> Standard:
        """Return the standard of that name."""
        return standard_named(name, self.standards)

    def speaking_to(self, name: str) -> Mapping[str, tuple[Rule, ...]]:
        """Return for each criterion of a standard the rules in use that speak to it, in their order.

        Raises the faults of rules that name what nobody knows: nobody could say what they speak to.
        """
        standard, faults = self.standard(name), Faults()
        self._check_standards(self.rules, faults)
        faults.raise_any()
        spoken: dict[str, list[Rule]] = {criterion: [] for criterion in standard.criteria}
        for rule in filter(in_use, self.rules):
            for criterion in criteria_of(rule, self.standards):
                if criterion.standard == name:
                    spoken[criterion.name].append(rule)
        return {criterion: tuple(rules) for criterion, rules in spoken.items()}

    def selected(self, *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
        """Return the rules named by id or slug, or all in use that are on by default; without those to ignore."""
        return self.choice(select=select, ignore=ignore).rules

    def choice(
        self, *, select: Sequence[str] = (), ignore: Sequence[str] = (), switches: Switches = AS_SHIPPED
    ) -> Choice:
        """Return the rules to run and why the others are not: what is selected goes before what a site switches."""
        chosen = frozenset(self.rule(name).id for name in select) if select else None
        ignored = frozenset(self.rule(name).id for name in ignore)
        for rule in self.rules:
            if chosen and rule.id in chosen and not in_use(rule):
                raise UsageError(UNKNOWN_RULE, f"the rule '{rule.slug}' was removed", where=rule.place("status"))
        why = {
            rule.id: why_not(rule, selected=chosen, ignored=ignored, switches=switches)
            for rule in filter(in_use, self.rules)
        }
        kept = tuple(rule for rule in self.rules if rule.id in why and why[rule.id] is None)
        if not kept:
            hint = "select one, or ignore or switch off fewer"
            raise NothingToCheckError(NO_RULES, "no rule is left to run", hint=hint)
        return Choice(kept, {rule: said for rule, said in why.items() if said is not None})

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
        """Return a plan for each rule, in the order given; settings are by id or slug.

        Raises every fault of the rules together, standards that nobody knows among them.
        """
        chosen, faults, here = tuple(rules), Faults(), self.settings(settings or {})
        self._check_standards(chosen, faults)
        plans = faults.attempt(
            lambda: compile_rules(
                chosen, tables=tables, conditions=self.conditions, code_sets=self.code_sets, settings=here
            )
        )
        faults.raise_any()
        return plans or ()

    def _check_standards(self, rules: Iterable[Rule], faults: Faults) -> None:
        for rule in rules:
            check_standards(rule, self.standards, faults)
