"""Which days count: bank holidays, and the days off that a partnership declared. Knows no case."""
