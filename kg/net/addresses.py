"""Web addresses of services, and the address under which their operators can reach ours."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TypeAlias
from urllib.parse import urlsplit

from kg.errors import ConfigError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = {"http": 80, "https": 443}
# What leads to IPv4 addresses by way of a translator.
NAT64 = ipaddress.ip_network("64:ff9b::/96")


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


def parse_networks(text: str) -> tuple[Network, ...]:
    """The networks of a setting such as `127.0.0.1, 10.0.0.0/8`; ConfigError if one is none."""
    try:
        return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ConfigError(f"fetch_networks: {error}: give networks such as 10.0.0.0/8, parted by commas") from error


def is_reachable(address: Address, networks: Iterable[Network] = ()) -> bool:
    """Whether an address may be connected to: one of the public Internet, or one of the networks named.

    An IPv6 address that stands for an IPv4 one (mapped, 6to4, NAT64, Teredo) is judged as that one.
    """
    inner = _embedded(address)
    if any(one.version == network.version and one in network for one in (address, inner) for network in networks):
        return True
    return _is_public(inner)


def _is_public(address: Address) -> bool:
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    # Site-local addresses are out of use, yet some networks have them.
    return address.is_global and not (special or (address.version == 6 and address.is_site_local))


def _embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one leads to; the address itself where there is none."""
    if address.version == 4:
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address
