"""Who there is, what befell their accounts, and what they have under way. Knows no case."""
