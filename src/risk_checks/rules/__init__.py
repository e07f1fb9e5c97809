"""Rules as data: YAML in, checked, compiled to plans."""
