"""Case work of incidents: moves from state to state, events, who handles, what holds it up."""
