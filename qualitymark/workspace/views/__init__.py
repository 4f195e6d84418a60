"""The institution's own pages."""
