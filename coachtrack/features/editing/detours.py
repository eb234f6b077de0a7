"""A form that is left half-filled to add what it lacks, and gone back to with it.

What was typed there is kept as a draft; the field that was lacking something takes what was added.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _

from coachtrack.features.editing.flow import Setting
from coachtrack.kit.permissions import here, local_address


def detour(endpoint: str, field: str = "", **values: Any) -> str:
    """The address of the form for what is missing here, perhaps in a field."""
    if not field:
        return url_for(endpoint, back=here(), **values)
    told = {**request.args, "draft": draft() or here()}
    others = [(name, value) for name, value in told.items() if name != field]
    back = f"{request.path}?{urlencode(others)}"
    return url_for(endpoint, back=back, into=field, **values)


def draft() -> str:
    """Under which address the draft is kept that a detour left here; empty where there was none."""
    address = request.args.get("draft", "")
    return address if address.partition("?")[0] == request.path else ""


def brought(field: str) -> str:
    """The field itself where the address says what stands in it, more recently than any draft."""
    return field if request.args.get(field) else ""


def and_back(setting: Setting) -> Setting:
    """Where saving and giving up lead, for somebody who came here from another form."""
    asked = request.args.get("back", "")
    if not asked:
        return setting
    back, field = local_address(asked), request.args.get("into", "")

    def then(entry: Any) -> str:
        return f"{back}&{urlencode({field: entry.code})}" if field.isidentifier() else back

    return replace(setting, back=back, then=then, done=_added)


def _added(entry: Any) -> str:
    return _("Saved: %(name)s. Go on here.", name=entry.name)
