"""All routes: one blueprint a module."""

from web.routes import (
    board,
    counts,
    exports,
    features,
    health,
    jobs,
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
    board.blueprint,
    runs.blueprint,
    jobs.blueprint,
    exports.blueprint,
)
