"""Pages of assessors and second readers. Whoever acts in another capacity finds nothing here."""
