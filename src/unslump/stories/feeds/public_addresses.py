"""Which addresses of the internet may be asked: those that are open to everyone, and no other.

Whoever writes a feed's address, or redirects to another, must not make this machine ask its own network for
them (server-side request forgery). So every address that a name resolves to is looked at, and one that is
not global refuses the name as a whole; the connection is then made to the very address that was looked at,
not to the name.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable

from unslump.errors import QuestionError

__all__ = ["Resolver", "is_public", "public_addresses", "system_resolver"]

Resolver = Callable[[str, int, float], list[str]]
"""Host, port, seconds → its addresses. Raises OSError."""

_ADDRESS = ipaddress.IPv4Address | ipaddress.IPv6Address

# Beside what Python knows as not global: ranges that carry another address inside, and old or special ones.
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
        "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2002::/16", "fec0::/10", "::/96",
    )
)  # fmt: skip


def is_public(address: str) -> bool:
    """Whether an address is open to everyone.

    >>> [is_public(each) for each in ("93.184.215.14", "127.0.0.1", "::ffff:10.0.0.1", "169.254.1.1")]
    [True, False, False, False]
    """
    try:
        found: _ADDRESS = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if not found.is_global or found.is_multicast or found.is_reserved or found.is_unspecified:
        return False
    return not any(found.version == network.version and found in network for network in _REFUSED)


def public_addresses(
    host: str,
    port: int,
    seconds: float,
    resolve: Resolver,
    allowed: Callable[[str], bool] = is_public,
) -> list[str]:
    """The addresses of a host. Raises QuestionError when there is none, or one that is not public."""
    try:
        found = list(dict.fromkeys(resolve(host, port, seconds)))
    except (OSError, UnicodeError) as error:
        raise QuestionError(
            f"{host} cannot be found on the internet: {error}", hint="Check the address, and the connection."
        ) from error
    inside = [address for address in found if not allowed(address)]
    if inside or not found:
        shown = inside[0] if inside else "nowhere"
        raise QuestionError(
            f"{host} is refused: it leads to {shown}, which is not open to everyone on the internet.",
            hint="Only boards on the public internet can be subscribed to. Save the feed to a file and "
            "subscribe to the file.",
        )
    return found


def system_resolver(host: str, port: int, seconds: float) -> list[str]:
    """What the system's resolver says, or OSError when it takes longer than that."""
    answer: list[str] = []
    failure: list[OSError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            failure.append(error)
        else:
            answer.extend(str(entry[4][0]) for entry in found)

    asking = threading.Thread(target=ask, daemon=True)  # the system gives no way to stop it
    asking.start()
    asking.join(seconds)
    if failure:
        raise failure[0]
    if not answer:
        raise TimeoutError("no answer in time")
    return answer
