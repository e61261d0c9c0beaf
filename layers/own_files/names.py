"""Names that tell a file of ours: of columns in KML, of the table of names beside a Shapefile."""

KML_PREFIX = "dn_"
"""Before each name: a reader's own columns (name, description …) then never mix with ours."""
NAMES_END = ".fields.csv"
"""Ends the name of the table that gives the columns of a Shapefile their full names."""
