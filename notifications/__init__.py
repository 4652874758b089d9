"""Who is told, and when: chasing, digests, letters, delivery. Knows the rules, but no page."""
