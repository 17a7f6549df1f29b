"""Pictures of every page of a portal that runs: python -m tests.browser.shots http://127.0.0.1:8000

Each page of pages.py at 1280 and 375 pixels, into var/screens; the home page, a form and a list also by night.
With `--docs`, into docs/: in screens/ those that the guides and the README show, in album/ a small one of every
page, wide and narrow side by side, and docs/album.md to leaf through it.
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
from tests.browser import pages
from tests.browser.conftest import FLAGS, Portal

EVERY_PAGE = places.VAR / "screens"
DOCS = places.ROOT / "docs"
SCREENS, ALBUM, INDEX = DOCS / "screens", DOCS / "album", DOCS / "album.md"
GUIDES = (places.ROOT / "README.md", *sorted((DOCS / "guides").glob("*.md")))
WIDTHS = (1280, 375)
BY_NIGHT = (
    "/",
    "/achats/campagnes/2/reponse/57080/",
    "/gestion/achats/campagnes/2/",
    "/annuaire/",
)
TALLEST = 4_000  # a picture in a guide is not a scroll
SMALL, SHEET = 0.5, 1_400  # of a page in the album, beside the same on a telephone
INTRODUCTION = """# Toutes les pages

Chaque page de la démonstration, à l’écran et sur un téléphone, telle que la voit chaque rôle.
`tests/browser/shots.py --docs` refait cet album.
"""
WHO = {
    None: "Sans compte",
    pages.SECRETARY: "Secrétaire de mairie",
    pages.MAYOR: "Maire",
    pages.MANAGER: "Gestionnaire de la mutualisation",
    pages.IT: "Service informatique",
    pages.READER: "Lecture seule",
}


def main(words):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="the address ./run printed")
    parser.add_argument("--only", default="", help="pages whose address contains this text")
    parser.add_argument("--into", type=Path, default=EVERY_PAGE)
    parser.add_argument(
        "--docs", action="store_true", help="the pictures of docs/, all anew unless --only"
    )
    asked = parser.parse_args(words)
    if asked.docs:
        for folder in (SCREENS, ALBUM) if not asked.only else ():
            shutil.rmtree(folder, ignore_errors=True)
        INDEX.write_text(index())
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        portal = Portal(asked.url.rstrip("/"), {}, browser)
        for role, paths in pages.BY_ROLE.items():
            wanted = [path for path in paths if asked.only in path]
            if asked.docs:
                _for_docs(portal, role, wanted)
            else:
                _of_one_role(portal, role, wanted, asked.into)
        browser.close()


def shown():
    """The pictures that the guides and the README name: « gestion/gestion.1280.webp »."""
    return {
        name
        for page in GUIDES
        for name in re.findall(r"screens/([\w./-]+\.webp)", page.read_text())
    }


def album():
    """The pictures of the album: one a page and a role."""
    return {sheet(role, path) for role, path in pages.ALL}


def index():
    """docs/album.md: the title of each role, and its pages as they are on the screen."""
    parts = [INTRODUCTION]
    for role, paths in pages.BY_ROLE.items():
        parts.append(f"## {WHO[role]}\n")
        parts += [f"`{path}`\n\n![{path}](album/{sheet(role, path)})\n" for path in paths]
    return "\n".join(parts)


def _for_docs(portal, role, paths):
    named_in_guides = shown()
    wide, narrow = (portal.page_of(role, width=width) for width in WIDTHS)
    for path in paths:
        taken = []
        for page, width in zip((wide, narrow), WIDTHS, strict=True):
            page.goto(path)
            taken.append(_picture(page))
            name = named(role, path, width)
            if name in named_in_guides:
                _keep(taken[-1], SCREENS / name)
        _keep(_side_by_side(*taken), ALBUM / sheet(role, path), quality=40)
    for page in (wide, narrow):
        page.context.close()


def _of_one_role(portal, role, paths, into):
    for width, scheme in [(width, "light") for width in WIDTHS] + [(1280, "dark")]:
        page = portal.page_of(role, width=width, scheme=scheme)
        for path in paths:
            if scheme == "light" or path in BY_NIGHT:
                page.goto(path)
                _keep(_picture(page), into / named(role, path, width, scheme))
        page.context.close()


def named(role, path, width, scheme="light"):
    """`gestion/gestion-achats-campagnes-2.1280.webp`: under the folder of the person who sees it."""
    night = ".nuit" if scheme == "dark" else ""
    return f"{_who(role)}/{_slug(path)}.{width}{night}.webp"


def sheet(role, path):
    """`gestion/gestion-achats-campagnes-2.webp`, in the album."""
    return f"{_who(role)}/{_slug(path)}.webp"


def _who(role):
    return role.split("@")[0].replace(".", "-") if role else "public"


def _slug(path):
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "accueil"


def _picture(page):
    with Image.open(io.BytesIO(page.screenshot(full_page=True))) as taken:
        return taken.convert("RGB").crop((0, 0, taken.width, min(taken.height, TALLEST)))


def _side_by_side(wide, narrow):
    """Both at half their size, on the grey of a desk; a long page is cut."""
    small = [
        one.resize((int(one.width * SMALL), int(one.height * SMALL)), Image.Resampling.LANCZOS)
        for one in (wide, narrow)
    ]
    gap = 12
    height = min(max(one.height for one in small), max(small[0].height, 900), SHEET)
    desk = Image.new(
        "RGB", (sum(one.width for one in small) + 3 * gap, height + 2 * gap), "#d9d9d4"
    )
    left = gap
    for one in small:
        desk.paste(one.crop((0, 0, one.width, min(one.height, height))), (left, gap))
        left += one.width + gap
    return desk


def _keep(picture, target, *, quality=60):
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.save(target, "WEBP", quality=quality, method=6)
    print(f"{target.stat().st_size // 1024:4d} ko  {target.name}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
