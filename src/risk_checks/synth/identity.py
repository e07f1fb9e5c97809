"""Made-up people: names that belong to nobody, and NHS numbers from the range kept for tests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from random import Random

from risk_checks.synth.chart import Resource

GIVEN = (
    "Aldwin", "Brisa", "Corvina", "Dafydd", "Elowen", "Fenella", "Gwilym", "Hesper", "Íde", "Jorah", "Kestrel",
    "Linnet", "Merrin", "Niamh", "Oriel", "Peregrine", "Quilla", "Rowan", "Sorrel", "Tamsin", "Ursin", "Verity",
    "Wren", "Zoë",
)  # fmt: skip
FAMILY = (
    "Ambermoor", "Brackenhythe", "Cindlewick", "Dovermarsh", "Elderfount", "Fallowmere", "Greyhollin", "Hazelthwaite",
    "Inglebarrow", "Juniperstow", "Kelderwick", "Larkenshaw", "Mosswater", "Nettlecroft", "O’Thistleby", "Pellowdene",
    "Quarrelstone", "Rushmallow", "Silverbeck-Holm", "Tarnhollow", "Umberleigh", "Vinterbourne", "Wyverdale",
    "Yarrowby",
)  # fmt: skip

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
_VERIFICATION = "NHSNumberVerificationStatus"
_STEM = "https://fhir.hl7.org.uk"


def human_name(rng: Random) -> Resource:
    """Return a name nobody has."""
    return {"use": "official", "family": rng.choice(FAMILY), "given": [rng.choice(GIVEN)]}


def nhs_numbers(first: int = 1) -> Iterator[str]:
    """Return, without end, numbers of the 999 range with right check digits; they repeat after some 900,000.

    `first` are the six digits to begin with. One number in eleven has no check digit and is left out.

    >>> next(nhs_numbers())
    '9990000018'
    """
    while True:
        for serial in chain(range(first, 1_000_000), range(1, first)):
            number = _numbered(serial)
            if number is not None:
                yield number


def any_number(rng: Random, *, but: str) -> str:
    """Return some number of that range, other than this one."""
    while True:
        number = _numbered(rng.randrange(1, 1_000_000))
        if number is not None and number != but:
            return number


def _numbered(serial: int) -> str | None:
    """Return the number of these digits with its check digit; some have none."""
    digits = f"999{serial:06}"
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    return None if check == 10 else f"{digits}{check % 11}"


def nhs_identifier(number: str, *, traced: bool = True) -> Resource:
    """Return a UK Core NHS number identifier, verified or not."""
    code = "number-present-and-verified" if traced else "number-present-but-not-traced"
    status = {"system": f"{_STEM}/CodeSystem/UKCore-{_VERIFICATION}England", "code": code}
    extension = {
        "url": f"{_STEM}/StructureDefinition/Extension-UKCore-{_VERIFICATION}",
        "valueCodeableConcept": {"coding": [status]},
    }
    return {"extension": [extension], "system": NHS_NUMBER, "value": number}
