"""Who is calling: the name that throttles count and idempotency keys belong to."""

import ipaddress
from typing import Any

from rest_framework.request import Request
from rest_framework.settings import api_settings

# One household or phone gets a whole /64 of IPv6: counting single addresses would count nothing.
_IPV6_HOUSEHOLD = 64


class MemberRequest(Request):
    """How a view for members names its request: `user` is a member, whom this layer does not know.

    For type checkers only; without it they take every caller for an operator.
    """

    user: Any
    auth: Any


def caller_of(request: Request) -> str:
    """Return `member:42`, or `address:203.0.113.7` for a stranger."""
    member = request.user
    return f"member:{member.pk}" if member is not None else f"address:{address_of(request)}"


def address_of(request: Request) -> str:
    """Return the address the trusted proxies tell; X-Forwarded-For beyond them is the client's own claim."""
    proxies = api_settings.NUM_PROXIES or 0
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    address = forwarded[-min(proxies, len(forwarded))] if proxies and forwarded else request.META.get("REMOTE_ADDR", "")
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{known}/{_IPV6_HOUSEHOLD}", strict=False).network_address)
    return str(known)
