"""Pictures of every page of a portal that runs: python -m tests.browser.shots http://127.0.0.1:8000

Each page of pages.py at 1280 and 375 pixels, into var/screens; the home page, a form and a list also by night.
With `--guides`, into docs/screens, those that the guides and the README show, and no other.
"""

import argparse
import io
import re
import shutil
import sys
from pathlib import Path

from PIL import Image  # noqa: TID253 -- tests draw pictures
from playwright.sync_api import sync_playwright

from ops import places
from tests.browser.conftest import FLAGS, Portal
from tests.browser.pages import BY_ROLE

EVERY_PAGE = places.VAR / "screens"
SCREENS = places.ROOT / "docs" / "screens"
GUIDES = (places.ROOT / "README.md", *sorted((places.ROOT / "docs" / "guides").glob("*.md")))
WIDTHS = (1280, 375)
BY_NIGHT = (
    "/",
    "/achats/campagnes/2/reponse/57080/",
    "/gestion/achats/campagnes/2/",
    "/annuaire/",
)
TALLEST = 4_000  # a picture in a guide is not a scroll


def main(words):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="the address ./run printed")
    parser.add_argument("--only", default="", help="pages whose address contains this text")
    parser.add_argument("--into", type=Path, default=EVERY_PAGE)
    parser.add_argument("--guides", action="store_true", help="what the guides show, in docs/")
    asked = parser.parse_args(words)
    into = SCREENS if asked.guides else asked.into
    wanted = shown() if asked.guides else None
    if asked.guides:
        shutil.rmtree(SCREENS, ignore_errors=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        portal = Portal(asked.url.rstrip("/"), {}, browser)
        for role, paths in BY_ROLE.items():
            _of_one_role(portal, role, [p for p in paths if asked.only in p], into, wanted)
        browser.close()


def shown():
    """The pictures that the guides and the README name: « gestion/gestion.1280.webp »."""
    return {
        name
        for page in GUIDES
        for name in re.findall(r"screens/([\w./-]+\.webp)", page.read_text())
    }


def _of_one_role(portal, role, paths, into, wanted):
    for width, scheme in [(width, "light") for width in WIDTHS] + [(1280, "dark")]:
        targets = {path: named(role, path, width, scheme) for path in paths}
        asked = {
            path: name
            for path, name in targets.items()
            if (name in wanted if wanted is not None else scheme == "light" or path in BY_NIGHT)
        }
        if not asked:
            continue
        page = portal.page_of(role, width=width, scheme=scheme)
        for path, name in asked.items():
            page.goto(path)
            _keep(page.screenshot(full_page=True), into / name)
        page.context.close()


def named(role, path, width, scheme="light"):
    """`gestion-achats-campagnes-2.1280.webp` under the folder of the person who sees it."""
    who = role.split("@")[0].replace(".", "-") if role else "public"
    page = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "accueil"
    night = ".nuit" if scheme == "dark" else ""
    return f"{who}/{page}.{width}{night}.webp"


def _keep(png, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(png)) as picture:
        shown = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
        shown.save(target, "WEBP", quality=60, method=6)
    print(f"{target.stat().st_size // 1024:4d} ko  {target.name}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
