"""Whether every text of the pages is translated.

`python -m tests.site.translations` lists what is missing, by language and text.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from coachtrack.settings import CHECKOUT, LANGUAGES

TRANSLATIONS = CHECKOUT / "coachtrack" / "translations"
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[-.0-9]*[sdf%]")


def main() -> None:
    """Exit with the list of what is missing, if anything is."""
    used = extract()
    found = [line for language in languages() for line in problems(language, used)]
    if found:
        sys.exit("\n".join([*found, "Run `make i18n`, then fill in what is missing."]))


def languages() -> list[str]:
    """Every language of the pages but English, which the sources are written in."""
    return sorted(set(LANGUAGES) - {"en"})


def extract() -> Catalog:
    """Every text that the sources want translated."""
    with tempfile.TemporaryDirectory() as folder:
        collected = Path(folder, "messages.pot")
        command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract"]
        command += ["-F", "pyproject.toml", "-k", "_l", "-o", str(collected), "coachtrack"]
        subprocess.run(command, cwd=CHECKOUT, check=True)
        with collected.open("rb") as file:
            return read_po(file)


def features(used: Catalog) -> dict[str, set[str]]:
    """In which features a text without a context is said, by text."""
    found: dict[str, set[str]] = {}
    for message in used:
        if message.id and isinstance(message.id, str) and not message.context:
            places = (Path(path).parts for path, _line in message.locations)
            said = {place[2] if len(place) > 3 else place[1] for place in places}
            found[message.id] = {"kit" if each == "components" else each for each in said}
    return found


def problems(language: str, used: Catalog) -> Iterator[str]:
    """What is wrong with one language, a line each."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        yield f"{language}: not translated at all"
        return
    with path.open("rb") as file:
        translated = read_po(file)
    for message in used:
        if message.id:
            for problem in wrong(message, translated.get(message.id, message.context)):
                yield f"{language}: {problem}: {message.id!r}"
    if not compiled(path, translated):
        yield f"{language}: messages.mo does not say what messages.po says"


def wrong(message: Message, translation: Message | None) -> Iterator[str]:
    """What is wrong with the translation of one text."""
    if translation is None or not all(texts(translation.string)):
        yield "not translated"
    elif translation.fuzzy:
        yield "translated with a doubt"
    elif placeholders(texts(translation.string)) != placeholders(texts(message.id)):
        yield "translated with other placeholders"


def compiled(path: Path, translated: Catalog) -> bool:
    """Whether the compiled file says what the readable one says."""
    binary = path.with_suffix(".mo")
    if not binary.exists():
        return False
    with binary.open("rb") as file:
        served = read_mo(file)
    return strings(served) == strings(translated)


def strings(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The translated texts by what they translate."""
    return {
        (context_of(message), *texts(message.id)): tuple(texts(message.string))
        for message in catalogue
        if message.id and all(texts(message.string))
    }


def context_of(message: Message) -> str:
    """What tells a text from its namesakes; Babel reads it as bytes from the compiled file."""
    context: str | bytes = message.context or ""
    return context.decode() if isinstance(context, bytes) else context


def texts(string: str | Iterable[str]) -> list[str]:
    """One text, or the forms of a plural."""
    return [string] if isinstance(string, str) else list(string)


def placeholders(forms: Iterable[str]) -> set[str]:
    """What is filled in, by name."""
    found = (match for form in forms for match in PLACEHOLDER.finditer(form))
    return {match.group(1) or match.group() for match in found}


if __name__ == "__main__":
    main()
