"""No address on the inside is asked, in whatever way it is written."""

from __future__ import annotations

import ipaddress
import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.errors import QuestionError
from unslump.stories.feeds.public_addresses import is_public, public_addresses, system_resolver

INSIDE = (
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.170", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.9",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1",
    "2002:7f00:1::", "2001::1", "100::1", "no address", "",
)  # fmt: skip
OPEN = ("93.184.215.14", "8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:800::200e")


@pytest.mark.parametrize("address", INSIDE)
def test_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN)
def test_open_to_everyone(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_what_is_not_global_is_refused_and_no_disguise_helps(address: ipaddress.IPv4Address) -> None:
    mapped = f"::ffff:{address}"
    assert is_public(mapped) == is_public(str(address))
    if not address.is_global:
        assert not is_public(str(address))
    packed = int(address)
    assert not is_public(f"64:ff9b::{packed >> 16:x}:{packed & 0xFFFF:x}")
    assert not is_public(f"2002:{packed >> 16:x}:{packed & 0xFFFF:x}::1")


def resolving(*addresses: str) -> list[str]:
    return public_addresses("board.example", 443, 1.0, lambda *_: list(addresses))


def test_one_address_inside_refuses_them_all() -> None:
    assert resolving("8.8.8.8", "1.1.1.1") == ["8.8.8.8", "1.1.1.1"]
    with pytest.raises(QuestionError, match=r"leads to 10\.0\.0\.1, which is not open"):
        resolving("8.8.8.8", "10.0.0.1")
    with pytest.raises(QuestionError, match="leads to nowhere"):
        resolving()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "127.1", "0", "localhost", "[::1]"]
)
def test_ways_to_write_this_machine(host: str) -> None:
    with pytest.raises(QuestionError):
        public_addresses(host.strip("[]"), 80, 5.0, system_resolver)


def test_a_name_that_nobody_knows_is_said_in_words() -> None:
    def unknown(*_: object) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(QuestionError, match="cannot be found on the internet"):
        public_addresses("nowhere.example", 80, 1.0, unknown)


def test_a_resolver_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5))
    before = time.monotonic()
    with pytest.raises(TimeoutError):
        system_resolver("slow.example", 80, 0.1)
    assert time.monotonic() - before < 2
