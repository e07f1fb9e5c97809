"""The one pass over the sources: each entry is judged, written down, and given on where views need it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from risk_checks.errors import InputError
from risk_checks.records.coverage import check_names
from risk_checks.records.entry import Entry
from risk_checks.records.framing import Expected, units_of, value_units
from risk_checks.records.gate import Passed, judge
from risk_checks.records.ledger import Account, Ledger
from risk_checks.records.names import Names
from risk_checks.records.naming import Naming
from risk_checks.records.opening import Progress, Refused, opened
from risk_checks.records.projections import Projections, compile_shapes
from risk_checks.records.register import Register, Settlement
from risk_checks.records.servers import Servers
from risk_checks.records.shape import Shape
from risk_checks.records.sources import Held, Skipped, Source, plan_reading
from risk_checks.records.strict_json import StrictDecoder
from risk_checks.records.units import Unit, UnitKind


class Intake:
    """One reading of sources: take every entry, settle versions, then ask for the account."""

    def __init__(
        self,
        given: Sequence[Any],
        *,
        shapes: Mapping[str, Shape] | Projections,
        covers: Collection[str] | None,
        not_used: Collection[str],
        progress: Progress | None,
    ) -> None:
        self._projections = compile_shapes(shapes)
        needed = self._projections.by_type
        check_names(covers or (), option="covers", needed=needed)
        check_names(not_used, option="not_used", needed=needed)
        self._covers = covers
        self._not_used = not_used
        self._progress = progress
        self._plan = plan_reading(given)
        self._decoder = StrictDecoder()
        self._register = Register()
        self._names = Names(in_use=self._register.in_use)
        self._servers = Servers(self._register, self._projections, failed=self._names.failed)
        self._ledger = Ledger(needed=needed, names=self._names)

    @property
    def types(self) -> tuple[str, ...]:
        """The types that views read."""
        return tuple(self._projections.by_type)

    def entries(self) -> Iterator[Entry]:
        """Give every entry that passed the gate, in order, before versions are settled."""
        self._ledger.skip(self._plan.skipped)
        for label in self._plan.failed:
            self._ledger.refuse("file-unreadable", label)
        other = 0
        for source in self._plan.sources:
            self._ledger.source(source, is_record=isinstance(source.content, Held))
            try:
                for unit in self._units(source):
                    if unit.kind is UnitKind.NOT_FHIR:
                        other += 1
                        self._ledger.skip([Skipped(source.label, "JSON without FHIR resources")])
                        continue
                    entry = self._judged(unit, source.label)
                    if entry is not None:
                        yield entry
            except Refused as refused:
                self._ledger.refuse(refused.code, source.label, type_in_name=source.type_in_name)
        if other and other == len(self._plan.sources):
            raise InputError("RC-E507", f"no FHIR resources in the {other} JSON files", hint="check the paths")

    def _judged(self, unit: Unit, label: str) -> Entry | None:
        self._ledger.meet(unit)
        verdict = judge(unit, file=label, projections=self._projections)
        if not isinstance(verdict, Passed):
            self._ledger.turn(verdict, unit, label)
            if verdict.key is not None:
                self._names.know(verdict.key, verdict.names)
            if verdict.deletes is not None:
                self._register.delete(verdict.deletes, when=unit.deleted_at)
            return None
        self._ledger.use(verdict)
        self._register.add(verdict.entry)
        self._servers.name(verdict.servers)
        return verdict.entry

    def _units(self, source: Source) -> Iterator[Unit]:
        content = source.content
        if isinstance(content, Held):
            yield from value_units(content.value, suspect=True, expected=Expected())
            return
        is_file = not isinstance(content, bytes)
        expected = Expected(source.named_as_lines, may_be_other=is_file and source.type_in_name is None)
        with opened(content, progress=self._progress if is_file else None) as stream:
            yield from units_of(stream, decoder=self._decoder, expected=expected)

    def settle(self) -> Settlement:
        """Return which of the entries given are not used after all."""
        return self._register.settle()

    @property
    def servers(self) -> Servers:
        """Who holds references to the servers that they name, once the settlement is known and before naming."""
        return self._servers

    def naming(self) -> Naming:
        """Return who finds the resources that references ask for by identifier, once the settlement is known."""
        return Naming(self._names, self._projections)

    def account(self, settlement: Settlement, *, conflicting: Iterable[tuple[str, Mapping[str, Any]]]) -> Account:
        """Return what became of everything; `conflicting` are the resources set aside by the settlement."""
        self._ledger.settle(settlement, conflicting)
        return self._ledger.account(
            covers=self._covers, not_used=self._not_used, paths=self._plan.paths, digest=settlement.digest
        )
