"""What is said about a file that cannot be used as a workbook."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coachtrack.kit.workbooks.protocol import Problem

SENTENCES: dict[Problem, LazyString] = {
    Problem.EMPTY: _l("The file is empty. Choose the workbook again."),
    Problem.FILE_TOO_LARGE: _l(
        "The file is too large. Remove pictures and sheets that are not needed, or split it."
    ),
    Problem.PASSWORD: _l(
        "The workbook is protected by a password. Open it in Excel, remove the password under"
        " File, Info, save it and import it again."
    ),
    Problem.OLD_XLS: _l(
        "This is a workbook of the old kind (.xls). Open it in Excel, save it as Excel Workbook"
        " (.xlsx) and import that."
    ),
    Problem.TEXT_FILE: _l(
        "This is a text file (such as CSV), not a workbook. Open it in Excel, save it as Excel"
        " Workbook (.xlsx) and import that."
    ),
    Problem.OTHER_FILE: _l(
        "This is not an Excel workbook, whatever its name says. Choose a file that Excel saved"
        " as .xlsx."
    ),
    Problem.OPEN_DOCUMENT: _l(
        "This is an OpenDocument file (.ods). Open it, save it as Excel Workbook (.xlsx) and"
        " import that."
    ),
    Problem.BINARY_WORKBOOK: _l(
        "This is a binary workbook (.xlsb). Open it in Excel, save it as Excel Workbook (.xlsx)"
        " and import that."
    ),
    Problem.MACROS: _l(
        "The workbook holds macros. Open it in Excel, save it as Excel Workbook (.xlsx), which"
        " drops them, and import that."
    ),
    Problem.CUT_OFF: _l(
        "The file is not whole: its end is missing. Copy or download it again, then import it."
    ),
    Problem.TOO_MANY_PARTS: _l(
        "The workbook consists of too many parts. Copy the sheets that are needed into a new"
        " workbook and import that."
    ),
    Problem.UNPACKS_TOO_LARGE: _l(
        "The workbook unpacks to far more than it can be worth. Copy the sheets that are needed"
        " into a new workbook, or split it."
    ),
    Problem.ODD_PACKING: _l(
        "The file is packed in a way that Excel never uses. Open it in Excel, save it as .xlsx"
        " and import that."
    ),
    Problem.DOCTYPE: _l(
        "The workbook holds a definition that Excel never writes. Open it in Excel, save it as"
        " .xlsx and import that."
    ),
    Problem.LONG_FORMAT: _l(
        "The workbook holds a number format of more than 300 characters. Copy the values into a"
        " new workbook and import that."
    ),
    Problem.HUGE_RANGE: _l(
        "A merged or linked range covers a whole sheet. Unmerge the cells or remove the link, save"
        " the workbook and import it again."
    ),
    Problem.TOO_MANY_ROWS: _l(
        "Something stands too far down. Delete the rows below the table, or split the workbook."
    ),
    Problem.TOO_MANY_COLUMNS: _l(
        "Something stands too far to the right. Delete the columns beside the table."
    ),
    Problem.TEXT_TOO_LONG: _l("A text is longer than a cell can hold. Shorten it."),
    Problem.NO_SHEETS: _l("The workbook has no sheet with cells. Choose another file."),
    Problem.DAMAGED: _l(
        "The workbook is damaged. Open it in Excel, let Excel repair it, save it as .xlsx and"
        " import that."
    ),
    Problem.TOO_SLOW: _l(
        "Reading the workbook takes too long. Copy the sheets that are needed into a new workbook,"
        " or split it."
    ),
    Problem.TOO_MUCH_MEMORY: _l(
        "Reading the workbook takes too much memory. Copy the sheets that are needed into a new"
        " workbook, or split it."
    ),
}


class UnusableWorkbook(Exception):
    """A file that cannot be read as a workbook; its text says what to do."""

    def __init__(self, problem: Problem, place: str = "") -> None:
        super().__init__(problem.value)
        self.problem = problem
        #: Sheet and cell where known, such as Readings!A200001.
        self.place = place

    @property
    def sentence(self) -> str:
        """What is wrong, where, and what to do, in the language of the page."""
        said = str(SENTENCES[self.problem])
        return _("%(place)s: %(sentence)s", place=self.place, sentence=said) if self.place else said

    def __str__(self) -> str:
        return self.sentence
