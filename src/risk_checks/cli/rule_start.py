"""`risk-checks rules new` and `rules schema`: a rule of one's own to start from, and what editors need to help."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from risk_checks.cli import options
from risk_checks.cli.say import say
from risk_checks.errors import UsageError
from risk_checks.rules.file_kinds import KINDS

_NEW = """Write a working rule of your own with its examples, to be changed.

THEME is the folder it goes to and SLUG its name, which says what is wrong. Writes DIR/THEME/SLUG.yaml,
DIR/THEME/SLUG.examples.yaml and, for editors, DIR/schema/.

\b
Examples:
  risk-checks rules new crisis-care crisis-card-missing
      writes rules/crisis-care/crisis-card-missing.yaml and its examples
  risk-checks rules new carers carer-leaflet-not-given --rules site-rules/
      writes them below site-rules/
"""
_SCHEMA = """Print the JSON Schema of a kind of file, by which editors complete and check what you write.

It knows the tables of the library, and those of the site file or of --tables.

\b
Examples:
  risk-checks rules schema > rules/schema/rule.schema.json
      writes the schema of rules where their first line looks for it
  risk-checks rules schema --kind code-set
      prints the schema of code sets
"""


@click.command("new", help=_NEW, short_help="Start a rule of your own.")
@click.argument("theme")
@click.argument("slug")
@click.option(
    "--rules",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("rules"),
    show_default=True,
    help="The folder of rules of your own.",
)
def new(theme: str, slug: str, folder: Path) -> None:
    """Write the files of a new rule."""
    from risk_checks import api
    from risk_checks.rules.schema import schema_files
    from risk_checks.rules.template import start

    started = start(theme, slug, beside=api.load_rules(*([folder] if folder.is_dir() else [])))
    for name in started.files:
        if (folder / name).exists():
            hint = "choose another slug, or move the file away"
            raise UsageError("RC-E804", f"{folder / name} is there already, and is not written over", hint=hint)
    _write(folder, started.files | schema_files(("rule", "examples")))
    for name in started.files:
        say(f"wrote {(folder / name).as_posix()}")
    say(f"{started.id} runs as it stands. Change it, and after each change:")
    say(f"  risk-checks rules lint {folder.as_posix()}")
    say(f"  risk-checks rules test {folder.as_posix()}")


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        try:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        except (PermissionError, FileExistsError, NotADirectoryError) as error:
            hint = "name a folder of your own with --rules"
            raise UsageError("RC-E804", f"{folder / name} cannot be written ({error.strerror})", hint=hint) from error


@click.command("schema", help=_SCHEMA, short_help="Print what editors need to help.")
@click.option("--kind", type=click.Choice(KINDS), default="rule", show_default=True, help="Which kind of file.")
@options.tables_option
@options.site_options
def schema(kind: str, homes: tuple[Path, ...], config: Path | None, no_config: bool) -> None:
    """Print the schema of one kind of file."""
    from risk_checks.api.asking import definitions_for
    from risk_checks.rules.schema import schema_text

    site = options.site(config, no_config=no_config)
    say(schema_text(kind, tables=definitions_for(homes, site=site).tables), end="")
