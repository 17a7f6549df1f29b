"""The answer page's script: what it keeps, what it shows, and that a keyboard is enough."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SECRETARY, MAYOR = "secretaire.57071@example.org", "maire.57071@example.org"
ANSWER = "/achats/campagnes/2/reponse/57071/"
BY_KEYBOARD = "secretaire.57506@example.org"
COPY = """(field, text) => {
  const copied = new DataTransfer();
  copied.setData("text/plain", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: copied, bubbles: true, cancelable: true }));
}"""
FOCUSED = """() => {
  const here = document.activeElement;
  const looks = [here, here.closest("label") ?? here].map((seen) => getComputedStyle(seen));
  return {
    words: here.innerText || here.value || "", name: here.name || "",
    ringed: looks.some((look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0),
  };
}"""


def first_cells(page, many):
    """The fields of the first column of the grid."""
    return [
        page.locator(".matrix tbody tr").nth(row).locator("input").first for row in range(many)
    ]


def test_one_bad_cell_of_a_pasted_block_is_shown_and_the_good_ones_are_kept(portal):
    page = portal.page_of(SECRETARY)
    page.goto(ANSWER)
    one, two, three = first_cells(page, 3)

    one.evaluate(COPY, "11\ndeux\n13")
    expect(page.locator("#etat")).to_contain_text("1 case reste à corriger")

    expect(two).to_have_attribute("aria-invalid", "true")
    expect(two).to_have_value("deux")
    expect(page.locator(".remark--late")).to_have_count(1)
    expect(one).not_to_have_attribute("aria-invalid", "true")
    three.fill("14")
    three.press("Tab")
    expect(page.locator("#etat")).to_contain_text("1 case reste à corriger")
    expect(page.locator(".remark--late")).to_have_count(1)

    page.reload()
    assert [field.input_value() for field in first_cells(page, 3)][::2] == ["11", "14"]
    page.context.close()


def test_a_colleague_s_figure_stays_shown_until_one_of_the_two_is_chosen(portal):
    mine, hers = portal.page_of(SECRETARY), portal.page_of(MAYOR)
    mine.goto(ANSWER)
    hers.goto(ANSWER)
    (cell, other), (her_cell, _) = first_cells(mine, 2), first_cells(hers, 2)

    her_cell.fill("21")
    her_cell.press("Tab")
    expect(hers.locator("#etat")).to_contain_text("Brouillon enregistré")
    cell.fill("31")
    cell.press("Tab")
    choice = mine.get_by_role("button", name="Garder 21")
    expect(choice).to_be_visible()

    other.fill("5")
    other.press("Tab")
    expect(mine.locator("#etat")).to_contain_text("Brouillon enregistré")
    expect(choice).to_be_visible()
    expect(cell).to_have_value("31")

    choice.click()
    expect(choice).to_have_count(0)
    expect(cell).to_have_value("21")
    mine.reload()
    assert [field.input_value() for field in first_cells(mine, 2)] == ["21", "5"]
    mine.context.close()
    hers.context.close()


def tab_to(page, wanted, *, by="words"):
    """Press Tab until the focus, which must be seen all along, is on what is wanted."""
    for _ in range(90):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        if re.search(wanted, focus[by]):
            assert focus["ringed"], f"no ring on {wanted}"
            return
    raise AssertionError(f"Tab never reached {wanted}")


def test_an_answer_is_given_from_end_to_end_by_the_keyboard_alone(portal):
    page = portal.page_of(BY_KEYBOARD)
    page.goto("/")

    tab_to(page, "^Répondre")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/reponse/57506/"))
    tab_to(page, "^reponse$", by="name")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=reponse][value=aucun]")).to_be_checked()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[name=reponse][value=complete]")).to_be_checked()

    tab_to(page, r"^q\d", by="name")
    page.keyboard.type("6")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    expect(page.locator("#etat")).to_contain_text("Brouillon enregistré")
    assert [field.input_value() for field in first_cells(page, 2)] == ["6", "2"]

    tab_to(page, "Relire et envoyer")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/relire/"))
    tab_to(page, "^Envoyer")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("fait=1"))
    assert "enregistrée" in page.locator("main").inner_text()
    page.context.close()
