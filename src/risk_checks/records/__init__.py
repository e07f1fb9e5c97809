"""FHIR JSON in: what is read, from where, and what became of every entry (design clauses 5.1a and 5.7)."""
