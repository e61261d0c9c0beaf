"""The steps between a file and the database: each takes a batch and returns one."""
