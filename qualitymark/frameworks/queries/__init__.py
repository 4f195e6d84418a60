"""What other rooms ask of the framework and of the scheme's policy. Editions and policy are public: everybody may see them.

The few that most pages need: `edition_in_force`, `guidance_for` (an edition, for a nation, kind and size, in a language),
`criterion_guidance` (one criterion's page), `criteria_for` and `units_for` (what an institution answers), `criterion_titles` and
`area_titles` (for lists), `duties_for`, `terms_for`, `policy_in_force`, `labels_for`.
"""

from .criteria import (
    Unit,
    answered_with,
    area_titles,
    criteria_for,
    criterion_names,
    criterion_titles,
    group_titles,
    unit_titles,
    units_for,
)
from .editions import duties_for, edition_in_force, editions
from .guidance import (
    AreaGuidance,
    CriterionGuidance,
    DutyWords,
    GroupGuidance,
    Guidance,
    NoteWords,
    Readiness,
    criterion_guidance,
    guidance_for,
)
from .policies import invitation_days, labels_for, policies, policy_in_force, preview_policy
from .previews import Preview, edition_is_whole, preview_edition, preview_wording
from .wording import Words, terms_for, wording_of

__all__ = [
    "AreaGuidance",
    "CriterionGuidance",
    "DutyWords",
    "GroupGuidance",
    "Guidance",
    "NoteWords",
    "Preview",
    "Readiness",
    "Unit",
    "Words",
    "answered_with",
    "area_titles",
    "criteria_for",
    "criterion_guidance",
    "criterion_names",
    "criterion_titles",
    "duties_for",
    "edition_in_force",
    "edition_is_whole",
    "editions",
    "group_titles",
    "guidance_for",
    "invitation_days",
    "labels_for",
    "policies",
    "policy_in_force",
    "preview_edition",
    "preview_policy",
    "preview_wording",
    "terms_for",
    "unit_titles",
    "units_for",
    "wording_of",
]
