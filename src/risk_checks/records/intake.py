"""The one pass over the sources: each entry is judged, written down, and given on where views need it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from risk_checks.errors import InputError
from risk_checks.records.coverage import check_names
from risk_checks.records.entry import Entry
from risk_checks.records.exports import Exports
from risk_checks.records.framing import Expected, Framing, units_of, value_units
from risk_checks.records.gate import Passed, judge, trusted_type
from risk_checks.records.ledger import Account, Ledger
from risk_checks.records.listed_files import with_listed_files
from risk_checks.records.names import Names
from risk_checks.records.naming import Naming
from risk_checks.records.opening import Progress, opened
from risk_checks.records.projections import Projections, compile_shapes
from risk_checks.records.refused import Refused
from risk_checks.records.register import Register
from risk_checks.records.servers import Servers
from risk_checks.records.settlement import Settlement
from risk_checks.records.shape import Shape
from risk_checks.records.sources import Held, Plan, Skipped, Source, plan_reading
from risk_checks.records.strict_json import StrictDecoder
from risk_checks.records.taking import Entangled, Taken, Taker
from risk_checks.records.units import Unit, UnitKind

T = TypeVar("T")


class Intake:
    """One reading of sources: take every entry, settle versions, then ask for the account.

    `salvage` uses the lines of a compressed file that come before the place where it is cut off. `failed` are files
    that turned out on the way to be of no use: an intake `after` this one reads the same without them.
    """

    def __init__(
        self,
        given: Sequence[Any],
        *,
        shapes: Mapping[str, Shape] | Projections,
        covers: Collection[str] | None,
        not_used: Collection[str],
        progress: Progress | None,
        salvage: bool = False,
        after: Intake | None = None,
    ) -> None:
        self._projections = compile_shapes(shapes)
        needed = self._projections.by_type
        check_names(covers or (), option="covers", needed=needed)
        check_names(not_used, option="not_used", needed=needed)
        self._covers = covers
        self._not_used = not_used
        self._progress = progress
        self._salvage = salvage
        self._without: dict[str, Refused] = {**after._without, **after.failed} if after else {}
        self.failed: dict[str, Refused] = {}
        self._others: set[str] = set()  # files of JSON that is no FHIR
        self._plan: Plan = after._plan if after else plan_reading(with_listed_files(given))
        self._exports = Exports(self._plan)
        self._decoder = StrictDecoder()
        origins = {source.label: source.folder for source in self._plan.sources}
        self._register = Register(needed=needed, origins=origins)
        self._names = Names(in_use=self._register.in_use)
        self._servers = Servers(self._register, self._projections, failed=self._names.failed)
        self._ledger = Ledger(needed=needed, names=self._names)
        self._taken: Mapping[str, Taken] = {}

    def leave_to(self, taker: Taker, *, but: Collection[str]) -> None:
        """Leave whole types of the sources to a taker; what is met later may raise Entangled."""
        self._taken = taker([each for each in self._exports.sources if self._exports.vouches_for(each)], but=but)
        self._without.update((label, Refused("file-changed")) for label in taker.changed)
        for each in self._taken.values():
            self._ledger.take(each)
            self._register.take(each.marks)
            self._exports.take(each)

    @property
    def types(self) -> tuple[str, ...]:
        """The types that views read."""
        return tuple(self._projections.by_type)

    @property
    def taken(self) -> frozenset[str]:
        """The types that were left to a taker."""
        return frozenset(self._taken)

    def entries(self) -> Iterator[Entry]:
        """Give every entry that passed the gate, in order, before versions are settled."""
        self._ledger.skip(self._exports.skipped)
        for label in self._plan.failed:
            self._ledger.refuse(Refused("file-unreadable"), Source(label, b""))
        left = {label for each in self._taken.values() for label in each.lines}
        for source in self._exports.sources:
            arrived = self._exports.arrived.get(source.label)
            self._ledger.source(source, is_record=isinstance(source.content, Held))
            if source.label in left:
                continue
            is_begun = False
            try:
                for unit in self._units(source):
                    is_begun = True
                    if unit.kind is UnitKind.PAGE:
                        self._ledger.page(unit.value, source)
                        continue
                    if arrived is not None:
                        arrived.meet(unit)
                    if unit.kind is UnitKind.NOT_FHIR:
                        self._others.add(source.label)
                        self._ledger.skip([Skipped(source.label, "JSON without FHIR resources")])
                        continue
                    entry = self._judged(unit, source.label)
                    if entry is not None:
                        yield entry
            except Refused as refused:
                if is_begun and refused.code != "file-salvaged":
                    self.failed[source.label] = refused
                self._ledger.refuse(refused, source)
        others = len(self._others)
        if others and others == len(self._exports.sources):
            raise InputError("RC-E507", f"no FHIR resources in the {others} JSON files", hint="check the paths")

    def _judged(self, unit: Unit, label: str) -> Entry | None:
        self._ledger.meet(unit)
        self._keep_apart(trusted_type(unit.value))
        verdict = judge(unit, file=label, projections=self._projections)
        if not isinstance(verdict, Passed):
            self._ledger.turn(verdict, unit, label)
            if verdict.key is not None:
                self._names.know(verdict.key, verdict.names)
            if verdict.deletes is not None:
                self._keep_apart(verdict.deletes.partition("/")[0])
                self._register.delete(verdict.deletes, when=unit.deleted_at)
            return None
        self._ledger.use(verdict)
        self._register.add(verdict.entry)
        self._servers.name(verdict.servers)
        if verdict.searches:
            self._keep_apart(*self._names.types)
        return verdict.entry

    def _keep_apart(self, *types: str | None) -> None:
        """Raise Entangled where some of the types were left to a taker."""
        entangled = {kind for kind in types if kind in self._taken} if self._taken else None
        if entangled:
            raise Entangled({kind for kind in entangled if kind})

    def _units(self, source: Source) -> Iterator[Unit]:
        content = source.content
        if source.label in self._without:
            raise self._without[source.label]
        if isinstance(content, Held):
            yield from value_units(content.value, suspect=True, expected=Expected())
            return
        arrived = self._exports.arrived.get(source.label)
        is_verified = arrived is not None and arrived.verify()
        is_file = not isinstance(content, bytes)
        expected = Expected(source.named_as_lines, may_be_other=is_file and source.type_in_name is None)
        framing = Framing(self._decoder, expected)
        progress = self._progress if is_file else None
        with opened(content, progress=progress, salvage=self._salvage, flags=framing.flags) as stream:
            yield from units_of(stream, framing)
        if is_verified:
            framing.flags.pop("integrity-unverified", None)
        if arrived is not None:
            arrived.is_read = True
        self._ledger.flag(framing.flags, source.label)

    def settle(self) -> Settlement:
        """Return which of the entries given are not used after all."""
        return self._register.settle()

    @property
    def servers(self) -> Servers:
        """Who holds references to the servers that they name, once the settlement is known and before naming."""
        return self._servers

    def naming(self) -> Naming:
        """Return who finds the resources that references ask for by identifier, once the settlement is known."""
        self._keep_apart(*self._names.types)
        return Naming(self._names, self._projections)

    def lose(self, kind: str, resource: Mapping[str, Any]) -> None:
        """Take in a resource that the settlement sets aside, before names are looked for."""
        self._ledger.lose(kind, resource)

    def account(self, settlement: Settlement) -> Account:
        """Return what became of everything."""
        self._ledger.settle(settlement)
        if self._exports:
            read = {source.label: source for source in self._exports.sources if source.label not in self._others}
            self._ledger.hold_to(self._exports, read=read, covers=self._covers)
        self._keep_apart(*self._names.types)
        return self._ledger.account(
            covers=self._covers, not_used=self._not_used, paths=self._plan.paths, digest=settlement.digest
        )


def read_through(begin: Callable[..., Intake], take: Callable[[Intake], T]) -> tuple[Intake, T]:
    """Return an intake that came to its end, and what was taken from it.

    Where a file turns out on the way to be of no use, all is read again without it, so that nothing of it is used.
    """
    intake = begin()
    taken = take(intake)
    while intake.failed:
        intake = begin(after=intake)
        taken = take(intake)
    return intake, taken
