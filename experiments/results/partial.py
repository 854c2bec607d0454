"""Records with parts that may be absent: whoever asks for an absent part is told so, and computes nothing with it."""

from __future__ import annotations

import types
from functools import cache
from typing import Any, ClassVar, TypeVar, Union, cast, get_args, get_origin

from pydantic import create_model

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError

Document = TypeVar("Document", bound=Part)

REMEDY = "name a file that has it in `[imports]` of talk.toml"


class NotMeasuredError(InputError, AttributeError):
    """A part of an imported record that no file told; as an `AttributeError` it lets `getattr` give a default."""

    def __init__(self, field: str) -> None:
        super().__init__(f"`{field}` was not measured", remedy=REMEDY)


class Partial(Part):
    """Base of the records with absent parts: reading one raises, instead of giving a `None` that computes wrongly."""

    absent: ClassVar[frozenset[str]] = frozenset()

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if value is None and name in type(self).absent:
            raise NotMeasuredError(name)
        return value

    def __getattr__(self, name: str) -> Any:
        # Python calls this after an AttributeError, and pydantic's own would raise a plain one.
        if name in type(self).absent:
            raise NotMeasuredError(name)
        return super().__getattr__(name)  # type: ignore[misc]


def partial(
    kind: type[Document], *, needed: tuple[str, ...] = (), whole: tuple[type[Part], ...] = (), **more: Any
) -> type[Document]:
    """A subclass of `kind` of the same name, in which every field but `needed` may be absent, at every depth but within
    the parts that are `whole` or not there.

    Fields of `kind` that have a default keep it; `more` are further fields, as `pydantic.create_model` takes them. A
    figure or a claim that is written for whole records works on such a one as far as it goes, and ends in
    `NotMeasuredError` where it does not.
    """
    return cast("type[Document]", _made(kind, needed, whole, more))


def _made(kind: type[Part], needed: tuple[str, ...], whole: tuple[type[Part], ...], more: dict[str, Any]) -> type[Part]:
    fields: dict[str, Any] = dict(more)
    absent = []
    for name, field in kind.model_fields.items():
        lax = _lax(field.annotation, whole)
        if not field.is_required():
            fields[name] = (lax, field)
        elif name in needed:
            fields[name] = (lax, ...)
        else:
            fields[name] = (lax | None, None)
            absent.append(name)
    made: Any = create_model(kind.__name__, __base__=(Partial, kind), __module__=kind.__module__, **fields)
    made.absent = frozenset(absent)  # type: ignore[attr-defined]
    return cast("type[Part]", made)


@cache
def _of_part(kind: type[Part], whole: tuple[type[Part], ...]) -> type[Part]:
    return _made(kind, (), whole, {})


def _lax(annotation: Any, whole: tuple[type[Part], ...]) -> Any:
    """An annotation with the parts in it made partial."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation if annotation in whole else _of_part(annotation, whole)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return Union[tuple(_lax(each, whole) for each in arguments)]  # noqa: UP007 - built from a tuple
    if origin in (list, dict):
        return origin[tuple(_lax(each, whole) for each in arguments)]
    return annotation
