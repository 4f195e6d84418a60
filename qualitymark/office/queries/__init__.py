"""What the office's pages show. Every row starts from what this person of the office may see."""

from .institution import InstitutionFile, institution_file
from .institutions import institutions_found
from .listing import Filters, Row, every_row, journey_rows, what_waits
from .mail import letters_about, letters_visible_to
from .money import FeeRow, fee_journeys, fee_rows, ledger_of

__all__ = [
    "FeeRow",
    "Filters",
    "InstitutionFile",
    "Row",
    "every_row",
    "fee_journeys",
    "fee_rows",
    "institution_file",
    "institutions_found",
    "journey_rows",
    "ledger_of",
    "letters_about",
    "letters_visible_to",
    "what_waits",
]
