"""Scan statistics: the disc, or disc and interval, that holds most beyond what chance gives."""
