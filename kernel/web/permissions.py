"""Who may call: signed-in members by default, everybody where a view says so."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from kernel.errors import NotSignedIn

if TYPE_CHECKING:
    # The framework's views load this module while they are being loaded themselves.
    from rest_framework.views import APIView


class IsSignedIn(BasePermission):
    def has_permission(self, request: Request, view: "APIView") -> bool:
        if request.user is None:
            raise NotSignedIn
        return True


class IsAnyone(BasePermission):
    """The endpoint is marked [a] in the contract."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return True
