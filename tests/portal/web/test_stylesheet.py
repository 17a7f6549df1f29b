"""One stylesheet, light enough for a telephone, and nothing in it that asks for another host."""

import gzip
import os
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from portal.web.stylesheet import LAYERS, NAME, bundle, joined

FOLDER = settings.BASE_DIR / "static" / "css"


def test_the_stylesheet_is_found_and_holds_every_layer_in_order():
    text = Path(finders.find(NAME)).read_text()
    places = [text.index((FOLDER / f"{layer}.css").read_text()) for layer in LAYERS]
    assert places == sorted(places)
    assert text.lstrip().startswith("@layer tokens, base, layout, components, utilities;")


def test_the_stylesheet_weighs_less_than_fifteen_kilobytes_on_the_wire():
    assert len(gzip.compress(joined(FOLDER).encode())) < 15_000


def test_the_stylesheet_asks_nothing_of_another_host():
    assert re.findall(r"@import|url\((?!\"#)", joined(FOLDER)) == []


def test_a_changed_layer_is_seen_at_once(tmp_path):
    for layer in LAYERS:
        (tmp_path / f"{layer}.css").write_text(f"/* {layer} */")
    target = bundle(tmp_path, tmp_path / "out" / "portal.css")
    os.utime(target, (1, 1))
    (tmp_path / "base.css").write_text("/* changed */")

    assert "changed" in bundle(tmp_path, target).read_text()
