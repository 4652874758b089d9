"""A rule for every route: who may come, what of a case is read or done there, what the read log says of it.

The tables are written by hand and are the one place where it stands; a route without a rule stops the start. Handlers
ask again for what is theirs to know: a rule is the wall around the house, not the only lock in it.
"""
