"""What a worker process gives up before it evaluates anything: the network, more memory than its share, core dumps.

The network goes by a seccomp filter (Linux on x86-64 and AArch64) that lets `socket()` make local sockets only;
elsewhere the refusal of SERVICE and LOAD in `kg.query` is the only guard. Memory is limited by RLIMIT_DATA: RLIMIT_AS
would count the files that the engine maps, which grow with the store.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import logging
import os
import platform
import resource
import struct
import sys

log = logging.getLogger(__name__)

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_ERRNO = 0x00050000
_AF_UNIX = 1
_X32_BIT = 0x40000000
# Kernel's name of the architecture and its number of socket().
_ARCHITECTURES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
# io_uring can open sockets without socket(); its set-up has the same number everywhere.
_IO_URING_SETUP = 425
# Landlock has the same numbers everywhere.
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_VERSION = 1
_LANDLOCK_WITH_NETWORK = 4
_CONNECT_TCP = 1 << 1
_RULE_NET_PORT = 2

# What a reader has before its first query, on top of which the limit of a query comes: 94 MiB over a store of a
# thousand quads, 164 MiB over one of 888,000 (60 MiB of it stacks of threads, hardly touched).
_ENGINE_MIB = 192


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("jump_true", ctypes.c_uint8),
        ("jump_false", ctypes.c_uint8),
        ("operand", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction)))


def enter(port: int = 0) -> bool:
    """Give up the network before there are threads; False if it stays open.

    Args:
        port: The only TCP port that may still be called; 0 for none.
    """
    return allow_port(port) if port else deny_network()


def limit_memory(mib: int) -> None:
    """Let allocations beyond the limit fail, and no core be dumped when they do."""
    size = (mib + _ENGINE_MIB) << 20
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    except (OSError, ValueError) as error:
        log.warning("memory of a worker cannot be limited: %s", error)


def deny_network() -> bool:
    """Make every socket but a local one fail with EACCES; False where the system has no such filter."""
    known = _ARCHITECTURES.get(platform.machine()) if sys.platform == "linux" else None
    if known is None:
        return False
    steps = _filter(*known)
    array = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), array)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0
    ):
        log.warning("network of a worker cannot be denied: %s", errno.errorcode.get(ctypes.get_errno()))
        return False
    return True


def allow_port(port: int) -> bool:
    """Let TCP connections go to one port only (Landlock, Linux 6.7 and later); False where the system cannot."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION) < _LANDLOCK_WITH_NETWORK:
        return False
    rules = ctypes.create_string_buffer(struct.pack("=QQ", 0, _CONNECT_TCP))
    handle = libc.syscall(_LANDLOCK_CREATE, rules, 16, 0)
    if handle < 0:
        return False
    rule = ctypes.create_string_buffer(struct.pack("=QQ", _CONNECT_TCP, port))
    try:
        return not (
            libc.syscall(_LANDLOCK_ADD, handle, _RULE_NET_PORT, rule, 0)
            or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
            or libc.syscall(_LANDLOCK_RESTRICT, handle, 0)
        )
    finally:
        os.close(handle)


def _filter(architecture: int, socket_call: int) -> list[tuple[int, int, int, int]]:
    """The BPF program: (operation, steps to jump if true, if false, operand)."""
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    number, arch, first_argument = 0, 4, 16
    return [
        (load, 0, 0, arch),
        (equal, 1, 0, architecture),
        (give, 0, 0, _KILL),
        (load, 0, 0, number),
        (at_least, 5, 0, _X32_BIT),
        (equal, 4, 0, _IO_URING_SETUP),
        (equal, 0, 2, socket_call),
        (load, 0, 0, first_argument),
        (equal, 0, 1, _AF_UNIX),
        (give, 0, 0, _ALLOW),
        (give, 0, 0, _ERRNO | errno.EACCES),
    ]
