"""Notices: what people want to be told of, how it is found, and how it reaches them."""
