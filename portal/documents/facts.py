"""The facts of a document, kept as JSON and given back to its template."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_DECIMAL = re.compile(r"-?\d+\.\d+")


def as_json(facts: Any) -> dict[str, Any]:
    """Plain JSON of a dataclass of facts: Decimals and dates as text, so that a hash is stable."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(facts), cls=DjangoJSONEncoder))
    return plain


def hash_of(facts: dict[str, Any]) -> str:
    """SHA-256 of the facts, whatever the order of their names."""
    return hashlib.sha256(
        json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()


def as_values(facts: Any) -> Any:
    """The facts as a template wants them: dates, instants and decimals are themselves again."""
    if isinstance(facts, dict):
        return {name: as_values(value) for name, value in facts.items()}
    if isinstance(facts, list):
        return [as_values(value) for value in facts]
    return _value(facts) if isinstance(facts, str) else facts


def _value(text: str) -> str | date | datetime | Decimal:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:  # « 2026-99-99 » is somebody's text
        return text
    return Decimal(text) if _DECIMAL.fullmatch(text) else text
