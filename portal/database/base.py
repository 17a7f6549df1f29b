"""PostgreSQL as Django knows it, but never waited for without end.

A server that is away refuses at once. A server that hangs keeps its connections open and says nothing: without
a bound, each page asked for would hold a thread of the web until none is left, `/sante/vivant` included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from portal.database.silence import Silence

if TYPE_CHECKING:
    from collections.abc import Generator

PATIENCE = 10.0
"""Seconds that one statement may take; the portal's slowest one takes less than one."""
CHECK_PATIENCE = 2.0
"""Seconds for a connection kept from an earlier request to say that it is still there."""


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is given up once the server has been silent for `patience` seconds."""

    patience = PATIENCE

    def wait(
        self,
        gen: Generator[Any, Any, Any],
        interval: float = 0.1,
        timeout: float | None = None,
    ) -> Any:
        """Raise OperationalError rather than wait longer; the connection is then of no more use."""
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


class _Driver:
    """psycopg, whose connections are patient."""

    connect = staticmethod(PatientConnection.connect)

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    Database = _Driver()  # type: ignore[assignment]  # asked for names, never compared
    silence = Silence()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Two seconds for one thread; the others are refused at once while the server answers nobody."""
        with self.silence.trial():
            return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Asked once by request: a hung server is found out sooner than by a page's own question."""
        connection = self.connection
        if connection is None:
            return False
        connection.patience = CHECK_PATIENCE
        try:
            return bool(super().is_usable())
        finally:
            connection.patience = PATIENCE
