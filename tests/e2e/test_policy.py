"""No page breaks the policy that it is sent with, whoever looks at it."""

from __future__ import annotations

import pytest

from tests.site.place import PEOPLE, address, rules, settle

#: Notes what the browser refuses, before any script of the page runs.
LISTEN = """
window.refused = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""
FILES = (".json", ".xlsx")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("person", ["administrator", "factory-manager"])
def test_no_page_is_refused_anything(app, browse, database, complaints, person):
    settle()
    database.commit()
    page = browse("lan@example.vn", *PEOPLE[person])
    page.add_init_script(LISTEN)
    refused, n = [], 0
    for rule in rules(app):
        where = address(rule)
        path = where.partition("?")[0]
        if "GET" not in rule.methods or path.endswith(FILES) or "scans/" in path:
            continue
        page.goto(where, wait_until="load")
        refused += [f"{where}: {each}" for each in page.evaluate("window.refused")]
        n += 1
    assert refused == []
    assert n > 40
