"""The moves that kinds share: those every kind has, those that several are made of, those told on taking a case on."""
