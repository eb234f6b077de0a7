"""The client that reads every page: it must notice what is wrong."""

from __future__ import annotations

import pytest

from tests.checking import complaints

PAGE = '<!doctype html><html lang="en"><head><title>A</title></head><body>{}</body></html>'
ROW = "<tbody><tr><th>A</th><td>5</td></tr></tbody>"


def of(body: str) -> list[str]:
    """What is wrong with this body below a main heading."""
    return list(complaints(PAGE.format(f"<h1>A</h1>{body}")))


def test_a_well_made_page_passes():
    assert of('<label for="a">A</label><input id="a" name="a"><script src="/a.js"></script>') == []


def test_a_page_without_the_style_sheet_of_what_is_done_has_nothing_of_it():
    sheet = '<link rel="stylesheet" href="/assets/1/{}.css">'
    html = PAGE.replace("</head>", sheet.format("site") + "{}</head>").format
    assert list(complaints(html("", '<h1>A</h1><p class="card">A</p>'))) == []
    body = '<h1>A</h1><form class="entry"></form>'
    assert list(complaints(html("", body))) == ["the class 'entry' without work.css"]
    assert list(complaints(html(sheet.format("work"), body))) == []


def test_a_field_within_its_label_passes():
    assert of('<label>A <input name="a"></label>') == []


def test_a_link_to_a_source_elsewhere_passes():
    assert of('<a href="https://example.org/">A</a>') == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<div><p>A</div></p>", "not well-formed HTML"),
        ("<h1>B</h1>", "2 main headings"),
        ("<p>80 %% of them</p>", "a percent sign written twice"),
        ('<p id="a"></p><p id="a"></p>', "id 'a' 2 times"),
        ('<label for="b">B</label>', "for='b' names nothing"),
        ('<input name="a">', "a input 'a' without a label"),
        ("<script>a()</script>", "an inline script"),
        ('<p style="color: red">A</p>', "an inline style of a p"),
        ('<button onclick="a()">A</button>', "an inline onclick of a button"),
        (f"<table>{ROW}</table>", "a table '' that a phone would cut off"),
        (f'<table class="cards">{ROW}</table>', "a cell '5' without its heading"),
        ('<img alt="" src="//example.org/a.png">', "a img from another host"),
    ],
)
def test_what_is_wrong_is_found(body, found):
    assert any(line.startswith(found) for line in of(body))


def test_a_page_needs_a_title_and_a_language():
    bare = "<!doctype html><html><head></head><body><h1>A</h1></body></html>"
    assert list(complaints(bare)) == ["no language", "no title"]
