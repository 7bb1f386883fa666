"""« Recevoir l’agenda » by keyboard alone, on a phone: choose, copy, name, change, delete."""

from __future__ import annotations

import pytest

from tests.browser import chromium

pytestmark = chromium.NEEDED
_CODES = {"Tab": (9, ""), "Enter": (13, "\r"), " ": (32, " ")}


class Hands:
    """A visitor who has a keyboard and no mouse."""

    def __init__(self, tab: chromium.Page) -> None:
        self.tab = tab

    def press(self, key: str) -> None:
        code, text = _CODES[key]
        for kind in ("keyDown", "keyUp"):
            typed = {"text": text} if text and kind == "keyDown" else {}
            self.tab.send("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **typed)

    def go_to(self, selector: str) -> None:
        """Presses Tab until the focus is there."""
        seen = []
        for _ in range(150):
            self.press("Tab")
            found = f"document.activeElement.matches({selector!r})"
            if self.tab.value(found):
                outline = self.tab.value("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", "where the focus is can be seen"
                return
            seen.append(self.tab.value("document.activeElement.outerHTML.slice(0, 60)"))
        raise AssertionError(f"{selector} cannot be reached: {seen}")

    def write(self, text: str) -> None:
        """Writes over what the field holds, as after Tab all of it is selected."""
        self.tab.send("Input.insertText", text=text)

    def enter(self) -> None:
        """Enter, and the page that it leads to."""
        self.tab.until_loaded(lambda: self.press("Enter"))

    def says(self, words: str) -> bool:
        text = self.tab.value("document.querySelector('main').innerText")
        return words in " ".join(str(text).split())


@pytest.fixture
def hands(page: chromium.Page) -> Hands:
    return Hands(page)


def test_from_a_commune_to_a_copied_address(served: str, hands: Hands) -> None:
    hands.tab.open(f"{served}/flux", 360)
    hands.go_to("#lieu")
    hands.write("Briançon")
    hands.go_to("button[value=telephone]")
    hands.enter()
    assert hands.tab.value("location.search") == "?porte=telephone&commune=05023"
    assert hands.says("Tous les rendez-vous à Briançon")
    assert hands.says("9 rendez-vous à venir")
    hands.go_to("button[data-copy]")
    hands.press("Enter")
    said = "document.querySelector('.copied [role=status]').textContent"
    assert any(hands.tab.value(said) == "Copié" for _ in range(200)), "it is told to who cannot see it"
    address = hands.tab.value("getSelection().toString() || document.querySelector('.copied input').value")
    assert address == "http://portail.test/communes/05023/agenda.ics"
    assert hands.tab.log == []


def test_a_choice_is_named_changed_and_deleted(served: str, hands: Hands) -> None:
    hands.tab.open(f"{served}/flux?porte=telephone&commune=05023", 360)
    hands.go_to(".naming summary")
    hands.press("Enter")
    hands.go_to("#nom")
    hands.write("Agenda de la mairie")
    hands.enter()
    private = hands.tab.value("location.pathname")
    assert "/modifier/" in private
    assert hands.says("C’est fait. Gardez bien l’adresse de cette page")
    hands.go_to("#lieu")
    hands.write("Gap")
    hands.enter()
    assert hands.tab.value("location.pathname") == private
    assert hands.says("Tous les rendez-vous à Gap")
    hands.go_to("#nom")
    hands.enter()
    assert hands.says("C’est enregistré. L’adresse publique n’a pas changé.")
    assert hands.says("Tous les rendez-vous à Gap")
    hands.go_to("#supprimer ~ details summary")
    hands.press("Enter")
    hands.go_to("[name=oui]")
    hands.press(" ")
    hands.go_to("button.grave")
    hands.enter()
    assert hands.says("Adresse supprimée")
    hands.tab.open(served + private.partition("/modifier/")[0], 360)
    assert hands.says("Cette adresse a été supprimée")
