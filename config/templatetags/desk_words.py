"""How operators' pages write amounts."""

from django import template

from kernel import money

register = template.Library()


@register.filter
def fen(amount: int) -> str:
    """Write an amount in fen as yuan: ¥1,234.50."""
    return money.display(amount)
