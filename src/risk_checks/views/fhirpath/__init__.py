"""FHIRPath as SQL on FHIR v2 uses it: text to tokens to a syntax tree to typed terms that engines evaluate."""
