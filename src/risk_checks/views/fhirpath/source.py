"""An expression and the place it was written in, so that a fault can point at one character of a file."""

from __future__ import annotations

from dataclasses import dataclass, replace

from risk_checks.errors import DefinitionError, Where


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one FHIRPath expression and where it stands.

    `countable` says that its characters follow one another in the file from there on, so that columns can be counted.
    """

    text: str
    where: Where | None = None
    countable: bool = True

    def fault(self, code: str, message: str, *, at: int, hint: str | None = None) -> DefinitionError:
        """Return the error for the character `at`, which counts from 0."""
        return DefinitionError(code, f"{message} in FHIRPath `{self.text}`", where=self._place(at), hint=hint)

    def _place(self, at: int) -> Where | None:
        if self.where is None:
            return Where("expression", 1, at + 1)
        if self.where.column is None or not self.countable:
            return self.where
        return replace(self.where, column=self.where.column + at)
