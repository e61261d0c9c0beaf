-- A contracted route that goes to another holder is one edit: the period that ends and the one that begins.
ALTER TABLE edit DROP CONSTRAINT edit_action_check;
ALTER TABLE edit ADD CONSTRAINT edit_action_check
  CHECK (action IN ('create', 'change', 'remove', 'split', 'merge', 'handover', 'undo'));
