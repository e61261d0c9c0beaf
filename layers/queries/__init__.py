"""One topic a file: functions that take a connection first and return plain values."""
