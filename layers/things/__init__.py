"""A page for each thing: one definition a kind, one engine that fills it."""
