"""What people write and what the product must remember: SQLite in the workspace, or PostgreSQL.

`database` opens it, `migrate` brings it up to date, `schema` says what is in it, `catalog` keeps
which files of the history are current.
"""
