"""What stands in the sources of the pages, read without drawing them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

from coachtrack.settings import CHECKOUT

FOLDER = CHECKOUT / "coachtrack" / "templates"
PATHS = sorted(FOLDER.rglob("*.html"))
NAMES = [path.relative_to(FOLDER).as_posix() for path in PATHS]
#: Attributes that people read or hear.
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title"}
JINJA = re.compile(r"{#.*?#}|{%-? *trans\b.*?endtrans *-?%}|{%.*?%}|{{.*?}}", re.DOTALL)
LETTER = re.compile(r"[^\W\d_]")
#: The name of the site, keys and the grades of evidence are the same in every language.
SAME_EVERYWHERE = {"CoachTrack", "Ctrl K", "· CoachTrack", "A", "B", "C", "D", "E"}


class Texts(HTMLParser):
    """Collects what is written in a page as it is."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def untranslated(source: str) -> list[str]:
    """The texts of a template that stay as they are in every language."""
    texts = (text.strip() for text in Texts(JINJA.sub("", source)).found)
    return [text for text in texts if LETTER.search(text) and text not in SAME_EVERYWHERE]


def unused_imports(source: str) -> set[str]:
    """What a template imports and neither it nor what it includes ever names."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)
    imported: set[str] = set()
    for statement in tree.find_all(nodes.FromImport):
        imported |= {each if isinstance(each, str) else each[1] for each in statement.names}
    imported |= {statement.target for statement in tree.find_all(nodes.Import)}
    return imported - _names(tree)


def _names(tree: nodes.Template) -> set[str]:
    named = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    for included in tree.find_all(nodes.Include):
        assert isinstance(included.template, nodes.Const)
        source = (FOLDER / included.template.value).read_text(encoding="utf-8")
        named |= _names(Environment(extensions=["jinja2.ext.i18n"]).parse(source))
    return named


def mentioned(pattern: str, *folders: Path) -> Iterator[str]:
    """What a pattern finds in the sources, Python and Jinja."""
    for folder in folders or (CHECKOUT / "coachtrack",):
        for path in folder.rglob("*"):
            if path.suffix in {".py", ".html"}:
                yield from re.findall(pattern, path.read_text(encoding="utf-8"))
