"""Native programs from an address that the user names: the binary that nobody has packaged."""
