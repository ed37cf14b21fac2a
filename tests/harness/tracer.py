"""Kills a command before a chosen one of the system calls by which it changes files.

The command runs under `ptrace`, so the kill falls exactly there, and a loop over the numbers reaches every state that a
crash can leave behind.
"""

import ctypes
import os
import platform
import signal
from dataclasses import dataclass

TRACEME, SYSCALL, SET_OPTIONS, GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
STOP_IS_SYSCALL, DIE_WITH_US = 0x1, 0x100000
WALL = 0x40000000
ENTRY = 1
CREATE = 0o100

CHANGES = {
    "x86_64": {
        **{1: "write", 18: "pwrite64", 20: "writev", 74: "fsync", 75: "fdatasync", 77: "ftruncate", 82: "rename"},
        **{83: "mkdir", 86: "link", 87: "unlink", 257: "openat", 258: "mkdirat", 263: "unlinkat", 264: "renameat"},
        **{265: "linkat", 316: "renameat2"},
    },
    "aarch64": {
        **{34: "mkdirat", 35: "unlinkat", 37: "linkat", 38: "renameat", 46: "ftruncate", 56: "openat", 64: "write"},
        **{66: "writev", 68: "pwrite64", 82: "fsync", 83: "fdatasync", 276: "renameat2"},
    },
}
"""The calls that change a file or a directory, by number; `openat` counts where it may create one."""

SUPPORTED = platform.machine() in CHANGES

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


class SyscallInfo(ctypes.Structure):
    """`struct ptrace_syscall_info`, as far as an entry has it."""

    _fields_ = [
        ("op", ctypes.c_uint8),
        ("padding", ctypes.c_uint8 * 3),
        ("arch", ctypes.c_uint32),
        ("instruction", ctypes.c_uint64),
        ("stack", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
    ]


@dataclass
class Ended:
    """How the command ended: its exit code, `None` where it was killed, and the changes that it made."""

    code: int | None
    changes: list


def ptrace(request, pid, address=None, data=None):
    answer = libc.ptrace(request, pid, address, data)
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), f"ptrace request {request:#x}")
    return answer


def run(command, environment, directory, kill_before=None):
    """Runs a command to its end, or kills it before its change number `kill_before`, counted from 0.

    Its output goes to `/dev/null`.
    """
    pid = os.fork()
    if pid == 0:
        become(command, environment, directory)
    return watch(pid, kill_before)


def become(command, environment, directory):
    """What the child does: it asks to be traced and becomes the command."""
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        os.chdir(directory)
        ptrace(TRACEME, 0)
        os.execve(command[0], command, environment)
    finally:
        os._exit(127)


def watch(pid, kill_before):
    changes = []
    _, status = os.waitpid(pid, WALL)
    ptrace(SET_OPTIONS, pid, None, STOP_IS_SYSCALL | DIE_WITH_US)
    delivered = 0
    while True:
        ptrace(SYSCALL, pid, None, delivered)
        _, status = os.waitpid(pid, WALL)
        if os.WIFEXITED(status):
            return Ended(os.WEXITSTATUS(status), changes)
        if os.WIFSIGNALED(status):
            return Ended(None, changes)
        delivered = 0
        if os.WSTOPSIG(status) != signal.SIGTRAP | 0x80:
            delivered = os.WSTOPSIG(status)
        elif name := change(pid):
            if len(changes) == kill_before:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, WALL)
                return Ended(None, changes)
            changes.append(name)


def change(pid):
    """The name of the change that the command is about to make, if it is one."""
    info = SyscallInfo()
    ptrace(GET_SYSCALL_INFO, pid, ctypes.sizeof(info), ctypes.addressof(info))
    name = CHANGES[platform.machine()].get(info.number) if info.op == ENTRY else None
    if name == "openat" and not info.arguments[2] & CREATE:
        return None
    return name
