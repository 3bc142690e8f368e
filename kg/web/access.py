"""Who may do what: tokens with a role each, compared in constant time.

A role includes those before it: `read` may ask (which anybody may unless the server is private), `write` may change the
store where updates are allowed, `admin` may see which queries run and stop them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal

from kg.config import Settings

Role = Literal["read", "write", "admin"]
ROLES: tuple[Role, ...] = ("read", "write", "admin")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a token: a name for the log, and a role."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether this role includes another."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Access:
    """The tokens of the settings: those of `tokens`, and the single `token`, which is an administrator's."""

    def __init__(self, settings: Settings) -> None:
        self.private = settings.private
        given = [part.split(":", 2) for part in settings.tokens.split()]
        # Digests are of one length, so that comparing them tells nothing of the tokens' lengths either.
        self._holders = [(_digest(secret), Holder(name, _role(role))) for name, role, secret in given]
        if settings.token:
            self._holders.append((_digest(settings.token), Holder("token", "admin")))

    def who(self, authorization: str, *, basic: bool = False) -> Holder | None:
        """Who sends this Authorization header; None if it has no token that is known.

        Args:
            basic: Whether a token may come as the password of Basic authentication too. Browsers send that of their
                own accord, also for forms on foreign pages: good enough for reading only.
        """
        scheme, _, credentials = authorization.partition(" ")
        if scheme.lower() == "bearer":
            given = _digest(credentials.strip())
        elif basic and scheme.lower() == "basic":
            given = _digest(_password(credentials))
        else:
            return None
        # All are compared, so that the time does not tell which one it was.
        found = [holder for digest, holder in self._holders if hmac.compare_digest(digest, given)]
        return found[0] if found else None

    def may_read(self, authorization: str) -> bool:
        """Whether who sends this header may ask."""
        return not self.private or self.who(authorization, basic=True) is not None


def _role(text: str) -> Role:
    return next(role for role in ROLES if role == text)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()


def _password(credentials: str) -> str:
    try:
        pair = base64.b64decode(credentials.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    return pair.partition(":")[2]
