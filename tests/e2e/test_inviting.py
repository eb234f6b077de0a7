"""Inviting a factory manager by a link, who chooses a password on a phone."""

from __future__ import annotations

from playwright.sync_api import expect

from coachtrack.kit.permissions import Grant, Role, Scope
from tests import factories

LEAD = Grant(Role.PROGRAMME_LEAD, Scope.PROGRAMME, "P1")
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
NEW = "seven blue umbrellas in the rain"


def test_a_link_goes_through_a_chat_to_a_phone(database, browse):
    factories.engagement("P1-01", at=factories.factory("F1"))
    database.commit()
    lead = browse("lead@example.vn", LEAD)
    lead.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lead.goto("/people/")
    lead.get_by_role("link", name="Invite somebody").click()
    lead.get_by_label("Name", exact=True).fill("Trần Thị Lan")
    lead.get_by_label("E-mail address").fill("lan@example.vn")
    lead.get_by_label("Role").select_option("factory-manager")
    lead.get_by_role("combobox", name="Where").fill("F1 (factory")
    lead.get_by_role("option", name="Factory F1 (factory)").click()
    lead.get_by_role("button", name="Invite").click()
    expect(lead.get_by_role("img", name="QR code of the link")).to_be_visible()
    lead.get_by_role("button", name="Copy the message").click()
    expect(lead.get_by_role("button", name="Copied")).to_be_visible()
    told = lead.evaluate("navigator.clipboard.readText()")
    assert told == lead.get_by_label("To paste into a chat").input_value()
    assert told.endswith(lead.get_by_label("The link alone").input_value())

    phone = browse(**PHONE)
    phone.goto(told.split()[-1])
    expect(phone.get_by_text("For Trần Thị Lan, who signs in as lan@example.vn.")).to_be_visible()
    phone.get_by_label("New password", exact=True).fill("too short")
    phone.get_by_label("The new password once more").fill("too short")
    phone.get_by_role("button", name="Set the password").tap()
    expect(phone.get_by_text("Choose a password of at least 15")).to_be_visible()
    phone.get_by_label("New password", exact=True).fill(NEW)
    phone.get_by_label("The new password once more").fill(NEW)
    phone.get_by_role("button", name="Set the password").tap()
    expect(phone.get_by_text("Your password is set. Sign in with it.")).to_be_visible()
    phone.get_by_label("E-mail address").fill("lan@example.vn")
    phone.get_by_label("Password").fill(NEW)
    phone.get_by_role("button", name="Sign in").tap()
    expect(phone.get_by_role("link", name="Signed in: Trần Thị Lan")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
