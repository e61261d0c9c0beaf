"""Put incidents that are known by their address only on the map, with who did it and how."""
