"""Operator pages that span rooms: the site itself, its menu, its first page."""
