"""All routes: one blueprint a module."""

from web.routes import (
    counts,
    features,
    health,
    layers,
    pages,
    runs,
    session,
    tiles,
)

BLUEPRINTS = (
    pages.blueprint,
    session.blueprint,
    health.blueprint,
    layers.blueprint,
    tiles.blueprint,
    features.blueprint,
    counts.blueprint,
    runs.blueprint,
)
