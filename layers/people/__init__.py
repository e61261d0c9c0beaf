"""People who work in a ward: who somebody is in the registers, their work, and the page of it."""
