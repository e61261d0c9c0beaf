"""Parcels that are to be cleared, on the map: measured beside what the register says."""
