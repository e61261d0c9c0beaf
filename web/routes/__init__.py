"""All routes: one blueprint a module."""

from web.routes import (
    board,
    boundaries,
    counts,
    exports,
    features,
    health,
    imports,
    jobs,
    layers,
    new_ward,
    own_layers,
    pages,
    runs,
    session,
    tiles,
    uploads,
)

BLUEPRINTS = (
    pages.blueprint,
    session.blueprint,
    health.blueprint,
    layers.blueprint,
    own_layers.blueprint,
    tiles.blueprint,
    features.blueprint,
    counts.blueprint,
    board.blueprint,
    boundaries.blueprint,
    runs.blueprint,
    jobs.blueprint,
    exports.blueprint,
    imports.blueprint,
    uploads.blueprint,
    new_ward.blueprint,
)
