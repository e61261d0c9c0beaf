"""What files of ours say of themselves: written by exports, read by imports, nothing asked."""
