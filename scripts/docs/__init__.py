"""Parts of the documents that are made from the code, so that they cannot go stale."""
