"""SQL conditions for the columns of an entry table, from the records of its kinds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

_COMMON_FIELDS = frozenset({"kind", "zone", "day", "note"})


def quote_list(values: Iterable[str]) -> str:
    """Return SQL string literals separated by commas; the values are keys, without quotes in them."""
    return ", ".join(f"'{value}'" for value in values)


def build_column_conditions(records: Mapping[str, type[BaseModel]]) -> dict[str, str]:
    """Return the condition of each column that has one, by column; `records` maps kinds to their records.

    A condition holds a column to the kinds that have the field, to a value where the field needs one, and to the
    range or the choices of the field. NULL passes a range, as CHECK lets an unknown condition pass.
    """
    fields: dict[str, dict[str, FieldInfo]] = {}
    for kind, record in records.items():
        for name, field in record.model_fields.items():
            if name not in _COMMON_FIELDS:
                fields.setdefault(name, {})[kind] = field
    conditions = {name: " AND ".join(_list_conditions(name, by_kind, records)) for name, by_kind in fields.items()}
    return {name: condition for name, condition in conditions.items() if condition}


def _list_conditions(column: str, fields: Mapping[str, FieldInfo], kinds: Collection[str]) -> Iterator[str]:
    owners = list(fields)
    needed = [kind for kind, field in fields.items() if NoneType not in get_args(field.annotation)]
    # What every kind needs is NOT NULL in its column.
    if needed == owners and len(owners) < len(kinds):
        yield f"(kind IN ({quote_list(owners)})) = ({column} IS NOT NULL)"
    elif len(owners) < len(kinds):
        yield f"({column} IS NULL OR kind IN ({quote_list(owners)}))"
    [values] = {_describe_values(column, field) for field in fields.values()}
    if values:
        yield values


def _describe_values(column: str, field: FieldInfo) -> str:
    """Return the condition of a field's values, or "" where the column's type says enough."""
    types: list[Any] = [field.annotation]
    if get_origin(field.annotation) in {Union, UnionType}:
        types = list(get_args(field.annotation))
    constraints: list[Any] = [*field.metadata]
    for annotated in (part for part in types if get_origin(part) is Annotated):
        types.append(get_args(annotated)[0])
        for constraint in annotated.__metadata__:
            constraints += constraint.metadata if isinstance(constraint, FieldInfo) else [constraint]
    choices = [choice for part in types if get_origin(part) is Literal for choice in get_args(part)]
    if choices:
        return f"{column} IN ({quote_list(choices)})"
    if bool in types:
        return f"{column} IN (true, false)"
    lowest = next((constraint.ge for constraint in constraints if isinstance(constraint, Ge)), None)
    highest = next((constraint.le for constraint in constraints if isinstance(constraint, Le)), None)
    if int in types and lowest is not None and highest is not None:
        return f"{column} BETWEEN {lowest} AND {highest}"
    return ""
