"""Sharing with a coach: the tables, the rules of consent, and the query that every read of a client is joined to."""
