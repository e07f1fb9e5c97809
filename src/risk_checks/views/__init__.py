"""SQL on FHIR v2 ViewDefinitions, evaluated in memory and as Ibis expressions."""
