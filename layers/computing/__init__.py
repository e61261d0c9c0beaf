"""Where an analysis is computed: in this process, over a local pool, or on a Dask cluster."""
