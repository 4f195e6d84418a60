"""What the institution's pages put together from several nouns."""

from .board import AreaBar, Board, Line, board_of, mark_of, narrowed, title_key, titles_of

__all__ = ["AreaBar", "Board", "Line", "board_of", "mark_of", "narrowed", "title_key", "titles_of"]
