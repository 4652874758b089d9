"""Who is owed which line, and when: rungs, audiences, absences, substitutes. Knows no mail."""
