"""What engagements announce to the features above them, inside the same transaction."""

from __future__ import annotations

from blinker import Signal

#: Something that results rest on has changed: windows, end, events. Sent with `ids`.
changed = Signal("engagements changed")

#: The windows of engagements that were there before are others now. Sent with `ids`.
windows_changed = Signal("windows of engagements changed")
