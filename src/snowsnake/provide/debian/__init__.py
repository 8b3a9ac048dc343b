"""The embedded base: interpreters and native libraries from the Debian archive."""
