"""Operator pages that span rooms; found by the admin's autodiscovery."""

from config.desks import orders, products

__all__ = ["orders", "products"]
