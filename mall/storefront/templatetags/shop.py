"""How the shop's pages write amounts, addresses of pictures, and what is left."""

from django import template
from django.conf import settings

from kernel import money

register = template.Library()
FEW = 10


@register.filter
def yuan(fen: int) -> str:
    """Return an amount without its sign, and without ".00": 89900 -> "899"."""
    return money.display(fen).removeprefix("¥").removesuffix(".00")


@register.filter
def local(address: str) -> str:
    """Return the address of a picture of ours without its host, so that the page works under any name of the host."""
    return address.removeprefix(settings.PUBLIC_BASE_URL)


@register.filter
def left(available: int) -> str:
    """Return what a buyer wants to know of the stock."""
    if available <= 0:
        return "已售罄"
    return f"仅剩 {available} 件" if available <= FEW else "有货"


@register.filter
def stars(rating: int) -> str:
    """Return full and empty stars: 4 -> "★★★★☆"."""
    return "★" * rating + "☆" * (5 - rating)


@register.filter
def tenths(mean: int | None) -> str:
    """Return a mean given in tenths: 48 -> "4.8"."""
    return "—" if mean is None else f"{mean // 10}.{mean % 10}"
