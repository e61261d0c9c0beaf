"""Risk for the days to come: two models, and the measures by which a map of risk is judged."""
