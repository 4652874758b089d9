"""How an account begins, changes and ends: enrolled, invited, given roles, put right, left."""
