# One image for the web, the worker and the beat: built once, run read-only by someone who is not root.
FROM python:3.11-slim-bookworm AS build
RUN pip install --no-cache-dir uv
WORKDIR /portal
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-cache
COPY . .
RUN .venv/bin/python -m compileall -q portal communes purchasing itsupport training demonstration
RUN SECRET_KEY=only-to-collect-the-static-files-of-the-image-0123456789 ALLOWED_HOSTS=localhost \
    PORTAL_BASE_URL=https://localhost PORTAL_CONTACT_PHONE=none PORTAL_CONTACT_EMAIL=none DEFAULT_FROM_EMAIL=none \
    DJANGO_SETTINGS_MODULE=portal.settings.production .venv/bin/python manage.py collectstatic --noinput

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal /documents
COPY --from=build /portal /portal
WORKDIR /portal
ENV PATH=/portal/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.production
USER portal
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
