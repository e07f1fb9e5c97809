"""Files that people write (rules, views, tables, code sets, examples, site files) as trees of text with positions.

Every scalar stays the text it was written as, so that `no`, `012` and `2025-02-30` mean nothing until a reader who
knows what belongs there says so. Every fault of a file is collected. JSON is YAML, and is read the same way;
TOML gives the same tree.
"""

from risk_checks.documents.nodes import Listing, Mapping_, Node, Plain, Scalar, described, plain, position, shortened
from risk_checks.documents.reading import in_file_order, read_document, read_file, read_text
from risk_checks.documents.toml import read_toml, read_toml_file
from risk_checks.documents.validation import Definition, Flag, Whole, Words, validate

__all__ = [
    "Definition",
    "Flag",
    "Listing",
    "Mapping_",
    "Node",
    "Plain",
    "Scalar",
    "Whole",
    "Words",
    "described",
    "in_file_order",
    "plain",
    "position",
    "read_document",
    "read_file",
    "read_text",
    "read_toml",
    "read_toml_file",
    "shortened",
    "validate",
]
