"""Web addresses of services, and the address under which their operators can reach ours."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from kg.errors import ConfigError

PORTS = {"http": 80, "https": 443}


def is_contact(text: str) -> bool:
    """Whether a text is a mail address or a web address that can stand in a header."""
    if not (text.isascii() and text.isprintable()) or set(text) & set(" ()\\"):
        return False
    if text.startswith(("http://", "https://")):
        return "." in (urlsplit(text).hostname or "")
    name, at, domain = text.partition("@")
    return bool(name and at) and "@" not in domain and "." in domain.strip(".")


def origin_of(url: str) -> str:
    """`scheme://host:port` of an address; ConfigError if it is no plain http or https address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ConfigError(f"{url!r} is no web address: {error}") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise ConfigError(f"{url!r} is no http or https address")
    if parts.username is not None or parts.password is not None:
        raise ConfigError(f"the address of {parts.hostname} must not hold a user name or password")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port or PORTS[parts.scheme]}"


def is_private(origin: str) -> bool:
    """Whether an origin names this machine or one that the public Internet does not reach."""
    host = urlsplit(origin).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
