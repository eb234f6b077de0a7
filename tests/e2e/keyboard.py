"""A person who has only a keyboard: what cannot be reached or seen there, they cannot use."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

#: More presses of the tab key than any page should ask for.
MOST_STOPS = 250
#: How far down a list one looks for what one wants.
MOST_OFFERED = 9
#: Whether an element has the focus.
STANDS = """
element => element === document.activeElement
"""
#: Whether the focus shows: an outline or a shadow, within the window.
SHOWN = """
element => {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const drawn = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== "none";
  return drawn && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}
"""


class Keyboard:
    """Presses keys in a window, and insists that the focus is seen wherever it goes."""

    def __init__(self, page: Page) -> None:
        """In a window of a browser."""
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, target: Locator) -> None:
        """Press tab until something has the focus."""
        expect(target).to_be_visible()
        for _stop in range(MOST_STOPS):
            if target.evaluate(STANDS):
                break
            self.press("Tab")
        else:
            raise AssertionError(f"The tab key does not lead to {target}")
        assert target.evaluate(SHOWN), f"The focus does not show at {target}"

    def follow(self, name: str, nth: int = 0, *, exact: bool = False) -> None:
        """Go to a link and follow it."""
        self.reach(self.page.get_by_role("link", name=name, exact=exact).nth(nth))
        self.press("Enter")

    def push(self, name: str, *, exact: bool = False) -> None:
        """Go to a button and press it."""
        self.reach(self.page.get_by_role("button", name=name, exact=exact).first)
        self.press("Enter")

    def unfold(self, name: str) -> None:
        """Open what is folded."""
        self.reach(self.page.locator("summary", has_text=name).first)
        self.press("Enter")

    def type(self, target: Locator, text: str) -> None:
        """Write into a field, in place of what stands there."""
        self.reach(target)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def pick(self, name: str, letters: str, wanted: str) -> None:
        """Choose from the list that opens while one types."""
        field = self.page.get_by_role("combobox", name=name)
        self.type(field, letters)
        offered = (
            self.page.get_by_role("listbox", name=name).get_by_role("option", name=wanted).first
        )
        expect(offered).to_be_visible()
        for _down in range(MOST_OFFERED):
            if offered.get_attribute("aria-selected") == "true":
                break
            self.press("ArrowDown")
        self.press("Enter")
        expect(field).to_have_value(re.compile(f"^{re.escape(wanted)}"))

    def set_day(self, target: Locator, day: date) -> None:
        """Go to a field and type a day as people write it, without its year."""
        self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(f"{day:%-d/%-m}")

    def find(self, letters: str, wanted: str) -> None:
        """Go somewhere by its name, from anywhere."""
        self.page.wait_for_load_state()
        self.press("Control+k")
        expect(self.page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
        self.page.keyboard.type(letters)
        expect(self.page.get_by_role("option", name=wanted, selected=True)).to_be_visible()
        self.press("Enter")

    def choose_file(self, target: Locator, path: Path) -> None:
        """Go to a field of a file; the window in which one is chosen is the browser's."""
        self.reach(target)
        target.set_input_files(path)
