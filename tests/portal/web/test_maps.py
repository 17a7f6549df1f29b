"""The map says the same thing three times: outlines that are links, a legend with numbers, a table."""

from django.template import engines

from portal.lib.outlines import draw
from portal.web.maps import Map, Mark

WEST = [[[[7.0, 48.7], [7.1, 48.7], [7.1, 48.8], [7.0, 48.8], [7.0, 48.7]]]]
EAST = [[[[7.1, 48.7], [7.2, 48.7], [7.2, 48.8], [7.1, 48.8], [7.1, 48.7]]]]


def drawn():
    return Map(
        draw({1: ("Réding", WEST), 2: ("Imling", EAST)}),
        "Qui a répondu",
        {
            1: Mark("yes", "répondu", "/c/1/", "96,90 €"),
            2: Mark("quiet", "silencieuse", "/c/2/"),
        },
        {"yes": "ont répondu", "draft": "en brouillon", "quiet": "silencieuses"},
        detail_label="Montant HT",
    )


def test_the_legend_counts_only_what_is_on_the_map():
    assert drawn().counts == [("yes", 1, "ont répondu"), ("quiet", 1, "silencieuses")]


def test_each_commune_is_a_link_with_its_state_in_words():
    html = engines["django"].from_string("{% load ui %}{% map drawn %}").render({"drawn": drawn()})

    assert 'href="/c/1/" class="f-yes" aria-label="Réding : répondu"' in html
    assert "Carte de 2 communes : 1 ont répondu, 1 silencieuses." in html
    assert html.count("<tr>") == 3
    assert "96,90 €" in html
