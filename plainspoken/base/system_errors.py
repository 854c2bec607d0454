"""What the system refuses - room, rights, memory, file handles - as one message with place and remedy."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator

from plainspoken.base.errors import InputError

_FULL = "make room on that disk, then run the same command again: what is finished stays"
_ELSEWHERE = "start the program in a folder that you may write to: what it makes goes into `build` there"
_RIGHTS = f"give yourself that right, or {_ELSEWHERE}"
_MEMORY = "close other programs, or raise the limit (`ulimit -v unlimited`)"
_HANDLES = "raise the limit (`ulimit -n 1024`)"
_PLACE = "move whatever is there out of the way"

_KNOWN: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", _FULL),
    errno.EDQUOT: ("your share of the disk is used up", _FULL),
    errno.EFBIG: ("the file would be larger than is allowed here", "raise the limit (`ulimit -f unlimited`)"),
    errno.EROFS: ("the disk is read-only", _ELSEWHERE),
    errno.EACCES: ("there is no permission to do that", _RIGHTS),
    errno.EPERM: ("there is no permission to do that", _RIGHTS),
    errno.EMFILE: ("too many files are open at once", _HANDLES),
    errno.ENFILE: ("too many files are open at once on this machine", "close other programs"),
    errno.ENOMEM: ("there is not enough memory", _MEMORY),
    errno.EAGAIN: ("no more processes can be started", "close other programs or raise the limit (`ulimit -u`)"),
    errno.EISDIR: ("there is a folder where a file belongs", _PLACE),
    errno.ENOTDIR: ("there is a file where a folder belongs", _PLACE),
    errno.EEXIST: ("there is a file where a folder belongs", _PLACE),
    errno.ENOTEMPTY: ("there is a folder in the way", _PLACE),
    errno.ELOOP: ("a link leads back to itself", "take the link away"),
    errno.ENAMETOOLONG: ("the name is too long for this disk", "give it a shorter name"),
    errno.EIO: ("the disk cannot be read or written", "check the disk"),
    errno.ENOENT: ("there is no such file or folder", "check the name; a link may lead nowhere"),
    errno.EINVAL: ("the system cannot use this name or file", "give it a plain name"),
    errno.EILSEQ: ("the system cannot use this name", "give it a plain name"),
}

_SAID = {
    "no space left on device": errno.ENOSPC,
    "disk quota exceeded": errno.EDQUOT,
    "file too large": errno.EFBIG,
    "read-only file system": errno.EROFS,
    "permission denied": errno.EACCES,
    "too many open files": errno.EMFILE,
    "cannot allocate memory": errno.ENOMEM,
    "failed to map segment": errno.ENOMEM,
    "out of memory": errno.ENOMEM,
    "bad_alloc": errno.ENOMEM,
    "can't start new thread": errno.ENOMEM,
    "is a directory": errno.EISDIR,
}
"""What other programs and libraries print, in small letters, and what it stands for."""


def explain(error: BaseException) -> InputError | None:
    """The system's refusal behind an error, as a message; None when it is of another kind."""
    for each in _chain(error):
        if isinstance(each, MemoryError):
            return refusal(errno.ENOMEM)
        if isinstance(each, OSError) and each.errno is not None:
            return refusal(each.errno, _named(each), each.strerror or str(each))
        if isinstance(each, (ImportError, RuntimeError, SystemError)) and (number := number_of(str(each))):
            return refusal(number)
    return None


def refusal(number: int, file: str | None = None, said: str = "") -> InputError:
    """The message for a number of `errno`; `said` is what stands for one that is not known here."""
    message, remedy = _KNOWN.get(number, (said or os.strerror(number), "check that file, its folder and the disk"))
    return InputError(message, file=file, remedy=remedy)


def number_of(text: str) -> int | None:
    """The number of `errno` for what another program or library said; None when it is no refusal of the system."""
    small = text.lower()
    return next((number for words, number in _SAID.items() if words in small), None)


def _named(error: OSError) -> str | None:
    name = error.filename2 if error.filename2 is not None else error.filename
    if name is None or isinstance(name, int):
        return None
    text = os.fsdecode(name)
    # A file is written under another name beside its place; the user knows the place.
    text = re.sub(r"(^|/)\.([^/]+)-\d+-[0-9a-f]{8}(\.\w+)?$", r"\1\2\3", text)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or each.__context__
