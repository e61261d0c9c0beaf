-- What was put right on the spot waits, like all that was put right, for somebody else to look and close it: it is
-- open, with days of its own. Nothing but the closing itself, a transfer, lack of grounds or a cancellation ends a case.
UPDATE incident_state SET is_open = true, due_days = 5 WHERE code = 'khac_phuc_tai_cho';
