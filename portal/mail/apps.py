from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MailConfig(AppConfig):
    name = "portal.mail"
    label = "mail"
    verbose_name = "courriers"

    def ready(self) -> None:
        autodiscover_modules("notifications")
