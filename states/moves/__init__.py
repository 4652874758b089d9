"""The moves that kinds share: those every kind has, and those that several are made of."""
