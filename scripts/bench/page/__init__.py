"""How soon the map stands, what it weighs and how smoothly it moves, in a real browser."""
