"""How fast tiles and features are served, beside other servers on the same incidents."""
