"""The register of repeat points (điểm): confirmed by people, with states as dated events."""
