"""What a file of this room can fail to be. The reading itself is core.yamltree's."""

from qualitymark.core.yamltree import InvalidFile


class InvalidEdition(InvalidFile):
    """The file is not an edition of a framework."""


class InvalidPolicy(InvalidFile):
    """The file is not a policy of the scheme."""


class InvalidWording(InvalidFile):
    """The file is not wording for an edition."""
