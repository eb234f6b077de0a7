"""What indicators announce to the features above them, inside the same transaction."""

from __future__ import annotations

from blinker import Signal

#: What these measures' results rest on is as it will be saved. Sent with `ids`, before the commit.
settled = Signal("measures settled")
