"""The reference engine: the plain reading of docs/semantics.md over one person at a time (house style 14)."""
