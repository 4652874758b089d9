"""Sign-in by OpenID Connect: the agency's own provider says who somebody is, and whether they come in is said here."""
