"""What differs from one place to another is read here, and nowhere else."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parents[2]


def text(name: str, default: str = "") -> str:
    """Empty is as good as absent: docker compose passes empty strings."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool = False) -> bool:
    return text(name, "1" if default else "0").strip().lower() in {"1", "true", "yes"}


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def origin(name: str) -> list[str]:
    """The scheme and host of an address, alone in a list; nothing when it is not given."""
    url = urlsplit(text(name))
    return [f"{url.scheme}://{url.netloc}"] if url.netloc else []


def database(name: str, default: str, *, engine: str = "portal.database") -> dict[str, object]:
    """A PostgreSQL database from postgres://user:password@host:port/name."""
    url = urlsplit(text(name, default))
    options: dict[str, object] = {"connect_timeout": 2, **dict(parse_qsl(url.query))}
    if engine == "portal.database":  # what its client gave up after 10 s, the server gives up too;
        # compiling our short questions takes longer than answering them
        options.setdefault("options", "-c statement_timeout=12s -c jit=off")
    return {
        "ENGINE": engine,
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def mail(name: str, default: str) -> dict[str, object]:
    """Django's mail settings from smtp://…, smtps://…, file:///folder or console:."""
    url = urlsplit(text(name, default))
    if url.scheme == "file":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": url.path,
        }
    if url.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname or "127.0.0.1",
        "EMAIL_PORT": url.port or 25,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp" and bool(url.username),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def storage(name: str, default: str) -> dict[str, object]:
    """Django's storage of files from file:///folder or s3://bucket?endpoint=…&region=…."""
    url = urlsplit(text(name, default))
    if url.scheme == "s3":
        query = dict(parse_qsl(url.query))
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": url.netloc,
                "endpoint_url": query.get("endpoint"),
                "region_name": query.get("region"),
                "default_acl": None,
                "querystring_auth": True,
                "file_overwrite": False,
            },
        }
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # documents are for the portal alone; the static files of the image are for whoever runs it
        "OPTIONS": {"location": url.path, "base_url": None, "file_permissions_mode": 0o640},
    }
