"""Who is asking, and how they proved it: sessions and tokens, and each way of signing in, without a page or a route."""
