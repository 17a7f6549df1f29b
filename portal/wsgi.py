"""The web's entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
application = get_wsgi_application()
# The pages are loaded before gunicorn parts in processes: once for all, and not by the first visitor.
get_resolver().url_patterns  # noqa: B018 -- read for what it loads
