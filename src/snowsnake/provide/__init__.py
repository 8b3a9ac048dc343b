"""What provides the interpreter, native libraries and programs: a base for each place that they come from."""
