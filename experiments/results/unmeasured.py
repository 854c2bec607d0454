"""Record parts whose fields may be unmeasured: reading such a field is an error with a remedy, never a silent `None`.

A run that another tool recorded tells only some of what a run made here tells, a run that diverged has no final scores,
and a demonstration without training has no history. One record class serves them all: a field declared with
`unmeasured()` may be left out of the JSON. Code that needs the field simply reads it and, where it is not there, ends
in `NotMeasuredError`, which a template shows as *not measured*. Code that can do without asks `part.has("field")`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError

REMEDY = "train the run again, or name a file that has it in `[imports]` of talk.toml"

_MARK = "unmeasured"


class NotMeasuredError(InputError, AttributeError):
    """A part of a record that was not measured; as an `AttributeError` it lets `getattr` give a default."""

    def __init__(self, field: str, remedy: str = REMEDY) -> None:
        super().__init__(f"`{field}` was not measured", remedy=remedy)


def unmeasured() -> Any:
    """The default of a field that may be unmeasured. The field's annotation stays that of the measured value."""
    return Field(default=None, json_schema_extra={_MARK: True})


class SparsePart(Part):
    """Base of record parts with fields that may be unmeasured; these are left out of the JSON while they are."""

    absent: ClassVar[frozenset[str]] = frozenset()
    """Names of the fields declared with `unmeasured()`."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        marked = {
            name
            for name, field in cls.model_fields.items()
            if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get(_MARK)
        }
        cls.absent = frozenset(marked)

    def has(self, field: str) -> bool:
        """Whether that field was measured."""
        return self.__dict__.get(field) is not None

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if value is None and name in type(self).absent:
            raise NotMeasuredError(name)
        return value

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Python calls this after an AttributeError, and pydantic's own would raise a plain one.
            if name in type(self).absent:
                raise NotMeasuredError(name)
            return super().__getattr__(name)

    @model_validator(mode="before")
    @classmethod
    def _without_null(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: each for key, each in value.items() if each is not None or key not in cls.absent}
        return value

    @model_serializer(mode="wrap")
    def _without_absent(self, handler: SerializerFunctionWrapHandler) -> Any:
        document: dict[str, Any] | None = handler(self)
        if document is None:  # pydantic asks this of an absent part, too
            return None
        return {key: value for key, value in document.items() if value is not None or key not in type(self).absent}
