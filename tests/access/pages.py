"""What a page offers: its forms with the values they carry, and the links that ask it again otherwise."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

VALUELESS = {"submit", "button", "image", "reset", "file"}


class Page(HTMLParser):
    """`forms`: pairs of an address to post to and its fields, a dict. `links`: where the page leads."""

    def __init__(self, url, html):
        super().__init__()
        self.url, self.forms, self.links = url, [], []
        self._form = None
        self._list = self._area = None
        self._readers = {
            "input": self._input,
            "select": self._begin_list,
            "option": self._option,
            "textarea": self._begin_area,
            "button": self._button,
        }
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = {}
            if has.get("method", "get").lower() == "post":
                self._offer(has.get("action", ""))
        elif tag == "a":
            self.links.append(urljoin(self.url, has.get("href", "")))
        elif self._form is not None and tag in self._readers:
            self._readers[tag](has)
        if "hx-post" in has:
            self._offer(has["hx-post"])

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._list = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data):
        if self._area and self._form is not None:
            self._form[self._area] = data.strip()
            self._area = None

    def _offer(self, action):
        fields = self._form if self._form is not None else {}
        self.forms.append((urlsplit(urljoin(self.url, action)).path, fields))

    def _keep(self, name, value, *, chosen):
        """A field once: what is chosen, else what comes first."""
        if name and name != "csrfmiddlewaretoken" and (chosen or name not in self._form):
            self._form[name] = value

    def _input(self, has):
        kind = has.get("type", "text")
        if kind in {"checkbox", "radio"}:
            self._keep(has.get("name"), has.get("value", "on"), chosen="checked" in has)
        elif kind not in VALUELESS:
            self._keep(has.get("name"), has.get("value", ""), chosen=True)

    def _button(self, has):
        if "formaction" in has:
            self._offer(has["formaction"])
        self._keep(has.get("name"), has.get("value", ""), chosen=False)

    def _begin_list(self, has):
        self._list = has.get("name")

    def _option(self, has):
        self._keep(self._list, has.get("value", ""), chosen="selected" in has)

    def _begin_area(self, has):
        self._area = has.get("name")
        self._keep(self._area, "", chosen=False)


def same_page(page):
    """The page's own links to itself with another question: sorted, filtered, exported."""
    path = urlsplit(page.url).path
    return sorted({li for li in page.links if urlsplit(li).path == path and urlsplit(li).query})
