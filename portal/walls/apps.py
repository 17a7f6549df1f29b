from django.apps import AppConfig


class WallsConfig(AppConfig):
    name = "portal.walls"
    label = "walls"
    verbose_name = "murs"
