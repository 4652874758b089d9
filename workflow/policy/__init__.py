"""A partnership's way of working as it is kept: its editions, and the rulebooks that cases run by."""
