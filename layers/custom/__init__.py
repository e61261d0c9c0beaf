"""Layers that a ward defines itself: proposed from a file, made, styled, shared, deleted."""
