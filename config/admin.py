"""Operator pages that span rooms; found by the admin's autodiscovery."""

from config.desks import orders

__all__ = ["orders"]
