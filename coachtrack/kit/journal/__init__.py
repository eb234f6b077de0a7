"""The journal: who changed which row, which field from what to what, when, why, by which door.

One listener notes every change of a write, in its transaction (`noting`); nobody edits what it
noted. Rows are told by what people call them (`naming`). A sealer chains what was noted, programme
by programme (`sealing`), so that a change or a gap shows (docs/decisions/0014-journal.md).
"""
