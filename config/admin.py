"""Operator pages that span rooms; found by the admin's autodiscovery."""

from config.desks import member_page, orders

__all__ = ["member_page", "orders"]
