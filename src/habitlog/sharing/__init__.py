"""What a coach may see: the tables, the rules without a database, and the one predicate every look goes through."""
