"""The start of a rule of one's own: a working rule with its examples, to be changed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from pydantic import TypeAdapter, ValidationError

from risk_checks.errors import UsageError
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.library import EXAMPLES, NOT_THEMES
from risk_checks.rules.lint.words import NAMES_NO_FAULT, is_fault, never_in
from risk_checks.rules.names import Slug

REFUSED = "RC-E605"
_SLUG: TypeAdapter[str] = TypeAdapter(Slug)


@dataclass(frozen=True, slots=True)
class Start:
    """A new rule: its id, and the texts of its files by their path below the folder of rules."""

    id: str
    files: dict[str, str]


def start(theme: str, slug: str, *, beside: Catalogue) -> Start:
    """Return a new rule of a theme; `beside` are the rules that it must not clash with.

    Raises UsageError where a name has not the right form, does not name a fault, or is taken.
    """
    _check_theme(theme)
    _check_slug(slug, beside)
    id_ = _free_id(theme, beside)
    texts = {
        "LOCAL-THEME-001": id_,
        "something-missing": slug,
        "Something missing": _title(slug),
    }
    return Start(
        id_,
        {
            f"{theme}/{slug}.yaml": _filled("rule.yaml", texts),
            f"{theme}/{slug}{EXAMPLES}": _filled("rule.examples.yaml", texts),
        },
    )


def _check_theme(theme: str) -> None:
    if not _is_slug(theme):
        message = f"'{theme[:60]}' cannot be a theme"
        raise UsageError(REFUSED, message, hint="write small letters, digits and hyphens, such as care-plans")
    if theme in NOT_THEMES:
        raise UsageError(REFUSED, f"the folder '{theme}' is not for rules", hint="name a theme, such as care-plans")


def _check_slug(slug: str, beside: Catalogue) -> None:
    if not _is_slug(slug):
        message = f"'{slug[:60]}' cannot be a slug"
        raise UsageError(REFUSED, message, hint="write small letters, digits and hyphens, such as care-plan-missing")
    if not is_fault(slug):
        raise UsageError(REFUSED, f"the slug '{slug}' does not say what is wrong", hint=NAMES_NO_FAULT)
    for word in never_in(_title(slug)):
        raise UsageError(REFUSED, f"'{word}' is not a word for a record", hint="say what is recorded or not recorded")
    for rule in beside.rules:
        if rule.slug == slug:
            hint = "choose another; or, to change that rule, copy its file and keep its id"
            raise UsageError(REFUSED, f"the slug '{slug}' is taken by {rule.id}", where=rule.place("slug"), hint=hint)


def _is_slug(text: str) -> bool:
    try:
        _SLUG.validate_python(text)
    except ValidationError:
        return False
    return True


def _title(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def _free_id(theme: str, beside: Catalogue) -> str:
    taken = {rule.id for rule in beside.rules}
    number = 1
    while (free := f"LOCAL-{theme.partition('-')[0].upper()}-{number:03}") in taken:
        number += 1
    return free


def _filled(name: str, texts: dict[str, str]) -> str:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    for placeholder, word in texts.items():
        text = text.replace(placeholder, word)
    return text
