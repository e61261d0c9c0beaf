"""After how many days an open case is said to be open for long. Overdue is another thing.

A case is *overdue* after the day on which something is due of it: a day of its own, or the days
that its state may take (`due_on` of sql/cases.sql). How long ago it happened says nothing of that.
"""

AGED_DAYS = 30
"""Days after which an open case stands among those open for long; notices tell of them."""
LONG_DAYS = 90
"""Days from which an open case counts as long-standing (S20)."""
