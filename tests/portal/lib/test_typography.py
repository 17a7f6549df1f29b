"""A colon never begins a line, and nothing that is not text changes."""

import pytest
from hypothesis import given, strategies as st

from portal.lib.typography import spaced

pieces = st.sampled_from(
    ["<p>", "</p>", '<a title="Bébing : oui ?">', "</a>", "a : b", " ?", " »", "« ", "20 %", "3 500",
     " €", "<textarea>", "</textarea>", " : ", "&nbsp;", " ;", "mot "]
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Adresse : relisez", "Adresse\u00a0: relisez"),
        ("<b>Quand</b> ?", "<b>Quand</b>\u202f?"),
        ("« Bébing » ; merci !", "«\u00a0Bébing\u00a0»\u202f; merci\u202f!"),
        ("TVA 20 %", "TVA 20\u00a0%"),
        ("sous 3 500 habitants", "sous 3\u00a0500 habitants"),
        ("1 234 567 €", "1\u00a0234\u00a0567\u00a0€"),
        ("à 9 h, 15 Mo", "à 9\u00a0h, 15\u00a0Mo"),
        ("13 h 30 – 16 h 30", "13\u00a0h 30\u00a0– 16\u00a0h 30"),
        ("mairie – 2 salles", "mairie – 2 salles"),
        ("03 53 01 00 40 en 2026 350 fois", "03 53 01 00 40 en 2026 350 fois"),
        ("13:45 et a&nbsp;: b", "13:45 et a&nbsp;: b"),
        ("chemin ?suite=1", "chemin ?suite=1"),
    ],
)
def test_french_spaces_do_not_break(written, printed):
    assert spaced(written) == printed


@pytest.mark.parametrize(
    "kept",
    [
        '<input value="Prix : oui ?">',
        "<textarea>Un accès : difficile ?</textarea>",
        "<pre>a : b</pre>",
        "<script>a ? b : c</script>",
    ],
)
def test_markup_and_what_a_person_typed_are_untouched(kept):
    assert spaced(kept) == kept


@given(st.lists(pieces, max_size=30).map("".join))
def test_only_spaces_change_and_once(html):
    once = spaced(html)

    assert once.replace("\u00a0", " ").replace("\u202f", " ") == html
    assert spaced(once) == once
