"""Who may call: signed-in members by default, everybody where a view says so."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from kernel.errors import NotSignedIn


class IsSignedIn(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.user is None:
            raise NotSignedIn
        return True


class IsAnyone(BasePermission):
    """The endpoint is marked [a] in the contract."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return True
