"""How disagreements climb: a policy's ladder as values, and what a machine is made of by it."""
