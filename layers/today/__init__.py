"""The start page: what is late, what is new, what came back, what is to be done."""
