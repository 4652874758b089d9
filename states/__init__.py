"""The rules: what may happen to a case, as data. Knows no database, no web, no clock of its own."""
