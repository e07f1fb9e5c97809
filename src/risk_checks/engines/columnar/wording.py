"""The templates of reasons, filled as Ibis expressions."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.parts import Said
from risk_checks.engines.reasons import Clauses, Doubt, Slot, Template, Templates, following


def clause(said: Said, clauses: Clauses) -> ir.Value:
    """Return what a part says, as the first part that does."""
    return _by_code(said, clauses.without_due, clauses.with_due)


def next_clause(said: Said, clauses: Clauses) -> ir.Value:
    """Return what a part says after another."""
    return _by_code(said, _continued(clauses.without_due), _continued(clauses.with_due))


def _continued(templates: Templates) -> Templates:
    return {code: following(template) for code, template in templates.items()}


def _by_code(said: Said, bare: Templates, dated: Templates) -> ir.Value:
    wording = ibis.ifelse(said.in_doubt, Doubt.MAY_BE_RECORDED.value, said.code)
    branches = []
    for code, template in bare.items():
        text = _fill(said, template)
        if dated[code] != template:
            text = ibis.ifelse(said.due_on.isnull(), text, _fill(said, dated[code]))
        branches.append((wording == code.value, text))
    return ibis.cases(*branches, else_=ibis.literal(""))


def _fill(said: Said, template: Template) -> ir.Value:
    slots = {
        Slot.DUE_ON: said.due_on.cast("string"),
        Slot.LATEST: said.latest.cast("string"),
        Slot.MISSING: said.missing.join(", "),
    }
    parts = [slots[part] if isinstance(part, Slot) else ibis.literal(part) for part in template]
    text = parts[0]
    for part in parts[1:]:
        text = text + part
    return text.fill_null("")
