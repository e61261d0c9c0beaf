"""Editing on the map: one save is one transaction: checked, shown before, versioned, undoable."""
