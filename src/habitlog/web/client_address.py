"""The address of a client, for rate limits: behind a trusted proxy the one that the proxy saw."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from fastapi import Request

from habitlog.config import Network
from habitlog.web.context import get_context

IPV6_CLIENT_PREFIX = 64
"""Bits of an IPv6 address that one customer of a network has to themselves; further bits are of their choice."""


def find_client_address(request: Request) -> str:
    """Return the address under which attempts of a request's client are counted, or "" where it is not known."""
    peer = request.client.host if request.client else ""
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    return resolve_client_address(peer, forwarded, get_context(request).config.trusted_proxy)


def resolve_client_address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """Return the first address from the right, of the peer and what X-Forwarded-For names, that is no trusted proxy.

    Nothing is known where all of them are trusted; nor, without trusted proxies, of a peer with a private address: it
    may be a proxy that all clients come through.
    """
    address = _parse_address(peer)
    if address is None:
        return peer
    if not trusted:
        return _format_client(address) if address.is_global else ""
    before = forwarded_for.split(",")
    while any(address in network for network in trusted):
        forwarded = _parse_address(before.pop().strip()) if before else None
        if forwarded is None:
            return ""
        address = forwarded
    return _format_client(address)


def _parse_address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def _format_client(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, IPV6_CLIENT_PREFIX), strict=False))
