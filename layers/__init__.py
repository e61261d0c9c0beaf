"""What the web, the command line and the notebook stand on: PostGIS, and nothing of the web."""
