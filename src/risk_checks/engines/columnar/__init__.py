"""The columnar engine: the same plans as Ibis expressions, run where the tables are."""
