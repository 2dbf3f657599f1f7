"""The database that all parts share: connections, column types, and one history of migrations.

Knows no part's tables; only the migrations' own environment gathers them.
"""
