"""The only place with SQL: the connection, the schema, the journal, and the tables."""
