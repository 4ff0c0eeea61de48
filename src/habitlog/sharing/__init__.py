"""What a coach may see of a client: the tables, the rules of consent, and the predicate that every read is joined to."""
