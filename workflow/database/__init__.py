"""Where everything is kept: SQLite or PostgreSQL, opened and asked. Knows no case."""
