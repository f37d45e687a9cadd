"""The kinds of views: members' and public ones, lists, conditional answers; what is not yours is not there."""

import hashlib
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.errors import Invalid, NotFound
from kernel.web.callers import MemberRequest
from kernel.web.permissions import IsAnyone

Row = TypeVar("Row", bound=Model)


class UnknownParameter(Invalid):
    code, title = "unknown_parameter", "未知的查询参数"


class MemberView(APIView):
    """For signed-in members; `request.user` is the member."""

    request: MemberRequest


class PublicView(APIView):
    """Marked [a] in the contract: `request.user` is the member or None. Answers to GET carry an ETag."""

    permission_classes = [IsAnyone]
    is_conditional = True

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        return conditional(request._request, final) if request.method in ("GET", "HEAD") else final


class _KnownParameters:
    """A list refuses query parameters it does not know (rules 13.3): a misspelt filter must not look like "all"."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc] # mixed into APIView
        unknown = sorted(request.query_params.keys() - self.known_parameters())
        if unknown:
            raise UnknownParameter(
                errors=[{"field": name, "code": "unknown", "message": UnknownParameter.title} for name in unknown]
            )

    def known_parameters(self) -> set[str]:
        """Return what may stand in the query: paging, the filters, and `query_names` of the view."""
        filters = getattr(self, "filterset_class", None)
        names = set(filters.base_filters) if filters else set()
        return names | {"cursor", "limit"} | set(getattr(self, "query_names", ()))


class MemberListView(_KnownParameters, ListAPIView[Any]):
    """A member's own list, page by page."""

    request: MemberRequest


class PublicListView(_KnownParameters, PublicView, ListAPIView[Any]):
    """A public list, page by page."""


def owned_or_404(queryset: QuerySet[Row], member: Any, **lookup: Any) -> Row:
    """Return the member's own row.

    :raises NotFound: it does not exist or belongs to someone else; the caller cannot tell which (rules 13.2).
    """
    try:
        return queryset.get(member_id=member.pk, **lookup)
    except ObjectDoesNotExist:
        raise NotFound from None


def conditional(request: HttpRequest, response: Response) -> HttpResponseBase:
    """Give a successful answer a weak ETag of its content, and turn it into 304 where the client has it already."""
    if response.status_code != 200 or not hasattr(response, "render"):
        return response
    response.render()
    etag = f'W/"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    answer: HttpResponseBase = HttpResponseNotModified() if etag in known or "*" in known else response
    answer["ETag"] = etag
    # Prices may depend on the member: ask every time, share with nobody.
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = response.get("Vary", "Accept")
    patch_vary_headers(answer, ("Authorization",))
    return answer
