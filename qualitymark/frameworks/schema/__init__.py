"""What the files of this room may hold: an edition, the policy of the scheme, later wording. Nothing here touches the database."""
