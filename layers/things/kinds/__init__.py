"""The kinds of things that have a page: one file each."""
