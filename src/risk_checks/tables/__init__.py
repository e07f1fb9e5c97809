"""The canonical tables that rules speak of, built from view rows, in memory and as Ibis expressions."""
