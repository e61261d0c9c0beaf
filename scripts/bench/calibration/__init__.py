"""How often a method cries wolf where nothing happens, and how often it finds what was planted."""
