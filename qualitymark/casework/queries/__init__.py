"""What the pages of assessors and second readers are made of. Rows come from each noun's own `..._visible_to`; here they meet."""

from .coaching import CriterionForAssessor, JourneyPage, criterion_for_assessor, dates_agreed, journey_page
from .comparing import BothViews, both_views_of
from .lists import Line, cohorts_of, institution_by_ref, institution_lines, moved_in
from .reviewing import CriterionPage, ReviewPage, Unit, criterion_page, next_unjudged, review_page

__all__ = [
    "BothViews",
    "CriterionForAssessor",
    "CriterionPage",
    "JourneyPage",
    "Line",
    "ReviewPage",
    "Unit",
    "both_views_of",
    "cohorts_of",
    "criterion_for_assessor",
    "criterion_page",
    "dates_agreed",
    "institution_by_ref",
    "institution_lines",
    "journey_page",
    "moved_in",
    "next_unjudged",
    "review_page",
]
