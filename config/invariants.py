"""Everything `manage.py verify` checks: each line names what must hold and the query that returns the rows that break it."""
