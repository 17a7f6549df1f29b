"""Several short questions put to PostgreSQL in one statement: a page waits once for all its counters and lists."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import JSONField, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Field, QuerySet
    from django.db.models.sql.compiler import SQLCompiler


@dataclass(frozen=True, slots=True)
class HowMany:
    """The number of rows of a queryset, cut first if it is sliced: `HowMany(rows[:1001])` never counts more."""

    rows: QuerySet[Any]


ALL = "_all"
"""What `totals` groups by: everything."""


def totals(rows: QuerySet[Any], **aggregates: Any) -> QuerySet[Any, dict[str, Any]]:
    """What `rows.aggregate(…)` gives, not asked yet: a queryset of one dictionary."""
    every: QuerySet[Any] = rows.order_by().annotate(**{ALL: Value(1)}).values(ALL)
    summed: QuerySet[Any, dict[str, Any]] = every.annotate(**aggregates).values(*aggregates)
    return summed


def together(*asked: QuerySet[Any, Any] | HowMany) -> list[Any]:
    """The answers in the order of the questions: the list that each queryset is, or the number of its rows.

    One SELECT that the walls see as they see each question. What a queryset prefetches is asked after, as ever. Made
    for short lists: rows travel as JSON. Raises TypeError for a column that JSON does not carry (a range).
    """
    questions = [_Count(one.rows) if isinstance(one, HowMany) else _Question(one) for one in asked]
    real = [one for one in questions if one.sql]
    answers = iter(_fetched(real))
    return [one.read(next(answers) if one.sql else None) for one in questions]


def _fetched(questions: list[_Question]) -> tuple[Any, ...]:
    if not questions:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(one.wrapped for one in questions),
            [param for one in questions for param in one.params],
        )
        found: tuple[Any, ...] = cursor.fetchone() or ()
    return found


class _Question:
    """A queryset, its SQL, and how its rows are read back. Without SQL when its answer is known to be nothing."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self.rows = rows.all()
        self.compiler: SQLCompiler = self.rows.query.get_compiler(connection=connection)
        self.sql: str = ""
        self.params: tuple[Any, ...] = ()
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            return

    @property
    def wrapped(self) -> str:
        columns = ", ".join(f"c{n}" for n in range(len(self.compiler.select)))
        return f"(select json_agg(t)::text from ({self.sql}) t({columns}))"  # noqa: S608 -- Django's own SQL

    def read(self, answer: Any) -> Any:
        """The rows as the queryset makes them, its models, dictionaries or tuples."""
        given = json.loads(answer, parse_float=Decimal) if answer else self._of_nothing()
        readers = [_reader(column.output_field) for column, _sql, _alias in self.compiler.select]
        found = [
            tuple(
                None if value is None else read(value)
                for read, value in zip(readers, row.values(), strict=True)
            )
            for row in given
        ]
        self.compiler.execute_sql = lambda *_args, **_options: [found]  # type: ignore[method-assign, assignment]
        self.rows.query.get_compiler = lambda *_args, **_options: self.compiler  # type: ignore[method-assign]
        return list(self.rows)

    def _of_nothing(self) -> list[dict[Any, Any]]:
        """No row; of totals, the one row that PostgreSQL gives for none: their number is 0, their sum is not known."""
        if ALL not in self.rows.query.annotations:
            return []
        values = [column.empty_result_set_value for column, _sql, _alias in self.compiler.select]
        return [dict(enumerate(values))]


class _Count(_Question):
    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows if rows.query.is_sliced else rows.order_by())

    @property
    def wrapped(self) -> str:
        return f"(select count(*) from ({self.sql}) t)"  # noqa: S608 -- Django's own SQL

    def read(self, answer: Any) -> Any:
        return answer or 0


def _reader(field: Field[Any, Any]) -> Callable[[Any], Any]:
    """From what JSON says to what psycopg would have given."""
    if isinstance(field, JSONField):
        return lambda value: json.dumps(value, default=float)  # Django reads it again
    if isinstance(field, ArrayField):
        read = _reader(field.base_field)
        return lambda values: [None if one is None else read(one) for one in values]
    if field.get_internal_type().endswith("RangeField"):
        raise TypeError(f"A range does not travel in JSON: {field}")
    return field.to_python
