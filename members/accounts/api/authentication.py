"""Who is calling: the access token is checked, then its session, on every request (rules 13.1)."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from members.accounts import selectors, tokens
from members.accounts.models import Member, Session
from members.accounts.services import SessionEnded


class MemberAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access>`; `request.user` is the member, `request.auth` the session."""

    def authenticate(self, request: Request) -> tuple[Member, Session] | None:
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise tokens.TokenInvalid
        claims = tokens.read(token.strip())
        session = selectors.find_session(session_id=claims.session_id)
        if session is None or session.revoked_at or not session.member.is_active:
            raise SessionEnded
        return session.member, session

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
