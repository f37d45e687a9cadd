"""Operator pages that span rooms; found by the admin's autodiscovery."""

from config.desks import members, orders, products

__all__ = ["members", "orders", "products"]
