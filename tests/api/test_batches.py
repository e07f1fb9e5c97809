"""Examples checked many in one input answer as each would alone."""

from __future__ import annotations

from risk_checks.api import load_rules
from risk_checks.api.asking import ask
from risk_checks.api.batches import ExampleBatch
from risk_checks.api.extract import Extract
from risk_checks.engines.definitions import shipped_definitions
from risk_checks.engines.reference.build import shipped_build
from risk_checks.rules.examples import load_examples

ZONE = "Europe/London"


def test_an_example_in_a_batch_answers_as_it_does_alone() -> None:
    definitions, build, catalogue = shipped_definitions(), shipped_build(ZONE), load_rules()
    rule = catalogue.rule("risk-assessment-out-of-date")
    examples = load_examples(rule, tables=definitions.tables, code_sets=catalogue.code_sets)
    asked = ask(catalogue, select=rule.id, ignore=None, parameters=None, definitions=definitions)
    batch = ExampleBatch(examples, ask=lambda _: asked, definitions=definitions, build=build, zone=ZONE)
    day = examples[0].as_of
    for example in [each for each in examples if each.as_of == day and each.covers is None]:
        alone = Extract([list(example.resources)], definitions=definitions, build=build, zone=ZONE)
        assert list(batch.outcomes(example) or ()) == list(alone.run(asked, as_of=day, engine="reference").outcomes)
