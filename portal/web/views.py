"""What every view wears: who may enter, and whether it may write."""

from __future__ import annotations

from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.forms import BaseForm
    from django.http import HttpResponse

    from portal.accounts.models import User
    from portal.web.requests import UserRequest

    P = ParamSpec("P")
    View = Callable[Concatenate[UserRequest, P], HttpResponse]

_LOOKS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK TO", "DECLARE", "FETCH", "CLOSE")


def _select_only(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
    if not str(sql).lstrip().upper().startswith(_LOOKS) or " FOR UPDATE" in str(sql):
        raise RuntimeError(f"A view that only reads tried to write: {str(sql)[:80]}")
    return execute(sql, params, many, context)


def _rendered(response: HttpResponse) -> HttpResponse:
    """Render now: a template's queries are under the same guard as its view's."""
    return response.render() if isinstance(response, TemplateResponse) else response


def reads(*, allow: Callable[[User], bool]) -> Callable[[View[P]], View[P]]:
    """A view that only looks. Any write to the database is a bug, and stops."""

    def decorate(view: View[P]) -> View[P]:
        @require_safe
        @wraps(view)
        def guarded(request: UserRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            ensure(allow(request.user))
            with connection.execute_wrapper(_select_only):
                return _rendered(view(request, *args, **kwargs))

        guarded.allow = allow  # type: ignore[attr-defined]
        return guarded

    return decorate


def writes(*, allow: Callable[[User], bool]) -> Callable[[View[P]], View[P]]:
    """A view with a form or a button. GET only looks; POST is one transaction.

    A Refusal becomes a message on the same page, and nothing is written.
    """

    def decorate(view: View[P]) -> View[P]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def guarded(request: UserRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            ensure(allow(request.user))
            if request.method != "POST":
                with connection.execute_wrapper(_select_only):
                    return _rendered(view(request, *args, **kwargs))
            try:
                with transaction.atomic():
                    return _rendered(view(request, *args, **kwargs))
            except Refusal as refusal:
                messages.error(request, str(refusal))
                return redirect(request.path)

        guarded.allow = allow  # type: ignore[attr-defined]
        guarded.writes = True  # type: ignore[attr-defined]
        return guarded

    return decorate


@contextmanager
def keeping(form: BaseForm) -> Iterator[None]:
    """A Refusal of the block is said by the form, with what was typed still in it, and nothing of the block is kept.

    The block returns where a page goes once all is written; after it, the page is shown again.
    """
    try:
        with transaction.atomic():
            yield
    except Refusal as refusal:
        form.add_error(None, str(refusal))


def anyone(user: object) -> bool:
    """Open to the public: legal pages, signed links. Combine with `@login_not_required`."""
    return True


def ensure(allowed: bool) -> None:  # noqa: FBT001 -- reads as a sentence at the call site
    """Stop with a 403 unless a rule said yes."""
    if not allowed:
        raise PermissionDenied
