"""Every address of the portal, by walking the resolver: ours, allauth's, the back office."""

import re
from dataclasses import dataclass

from django.urls import get_resolver, reverse
from django.urls.resolvers import RoutePattern, URLResolver

PIECE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf; `name` is its path when the pattern has none."""

    name: str
    path: str
    parameters: tuple
    named: bool

    def url(self, values):
        """The path with these values in it."""
        if self.named:
            return reverse(self.name, kwargs=values)
        return PIECE.sub(lambda m: str(values[m[1] or m[2]]), self.path).replace("$", "")


def every_address():
    """One address for each pattern that answers."""
    return list(_walk(get_resolver(), "", "/", (), set()))


def _walk(resolver, space, before, given, seen):
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern).removeprefix("^")
        parameters = (*given, *_parameters(pattern.pattern))
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, inner, path, parameters, seen)
            continue
        named = bool(pattern.name)
        name = f"{space}{pattern.name}" if named else path
        # Two patterns of one name (a model's back office has some) are two addresses.
        name = f"{name} {path}" if name in seen else name
        seen.add(name)
        yield Address(name, path, parameters, named and " " not in name)


def _parameters(pattern):
    return pattern.converters if isinstance(pattern, RoutePattern) else pattern.regex.groupindex
