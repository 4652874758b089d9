"""Is a kind of case declared without a fault? Asked of every kind by a test and at every start."""
