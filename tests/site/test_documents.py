"""What is written down is so, and what is so is written down."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from coachtrack.settings import CHECKOUT

DOCS = CHECKOUT / "docs"
#: Of the many commands that migrations bring along, the one that people need.
OF_MIGRATIONS = {"db upgrade"}


def read(name: str) -> str:
    """The text of a document."""
    return (CHECKOUT / name).read_text(encoding="utf-8")


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with its whole name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def signature(command: click.Command) -> set[str]:
    """The options of a command, in their long form where they have one."""
    options = [each for each in command.params if isinstance(each, click.Option)]
    return {max((*each.opts, *each.secondary_opts), key=len) for each in options}


@pytest.fixture
def existing(app) -> dict[str, click.Command]:
    """The commands of the product by name."""
    found = dict(commands(app.cli))
    return {
        name: command
        for name, command in found.items()
        if not name.startswith("db ") or name in OF_MIGRATIONS
    }


@pytest.fixture
def described(existing) -> dict[str, str]:
    """The commands of docs/commands.md: name and row."""
    rows = re.findall(r"^\| `coachtrack ([^`]+)` \|(.*)\|$", read("docs/commands.md"), re.M)
    names = sorted(existing, key=len, reverse=True)
    return {
        next((name for name in names if f"{called} ".startswith(f"{name} ")), called): called + does
        for called, does in rows
    }


def test_every_setting_is_described():
    known = set(re.findall(r'"(COACHTRACK_\w+)"', read("coachtrack/settings.py")))
    described = set(re.findall(r"^\| `(COACHTRACK_\w+)`", read("docs/settings.md"), re.M))
    assert known == described


def test_no_other_module_reads_a_setting_of_the_environment():
    readers = [
        path.name
        for path in (CHECKOUT / "coachtrack").rglob("*.py")
        if re.search(r"""getenv|environ\w*(\.get\(|\[)["']""", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["settings.py"]


def test_every_command_is_described(existing, described):
    assert set(described) == set(existing)


def test_every_option_is_described_and_there_are_no_others(existing, described):
    for name, row in described.items():
        told = set(re.findall(r"--[a-z-]+|(?<= )-[a-z]\b", row))
        options = existing[name].params
        real = {
            spelling for each in options if isinstance(each, click.Option) for spelling in each.opts
        }
        assert told <= real | {"--app"}, name
        if name not in OF_MIGRATIONS:
            missing = {each for each in options if isinstance(each, click.Option)}
            missing = {each.name for each in missing if not told & set(each.opts)}
            assert missing == set(), name


def test_every_command_says_what_it_does(existing):
    for name, command in existing.items():
        assert command.get_short_help_str(200).rstrip(".").split(), name


def test_decisions_are_numbered_without_gaps():
    names = sorted(path.name for path in (DOCS / "decisions").glob("*.md"))
    assert [name[:5] for name in names] == [f"{n:04}-" for n in range(1, len(names) + 1)]
    for name in names:
        text = read(f"docs/decisions/{name}")
        assert text.startswith(f"# {int(name[:4])}. ")
        parts = ("Context", "Decision", "Alternatives discarded", "Consequences")
        assert [part for part in parts if f"**{part}.**" not in text] == []


@pytest.mark.parametrize(
    "path", [*DOCS.rglob("*.md"), *CHECKOUT.glob("*.md")], ids=lambda path: path.name
)
def test_a_document_leads_to_files_that_are_there(path):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith(("http:", "https:", "mailto:"))]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_the_changelog_says_what_is_new():
    text = read("CHANGELOG.md")
    assert re.search(r"^## \d+\.\d+", text, re.M)
    assert re.search(r"^### Added$", text, re.M)


def test_the_readme_names_commands_that_there_are():
    named = set(re.findall(r"\bmake ([a-z0-9]+)", read("README.md")))
    targets = set(re.findall(r"^([a-z0-9]+):", read("Makefile"), re.M))
    assert {"demo", "test"} <= named
    assert named <= targets
