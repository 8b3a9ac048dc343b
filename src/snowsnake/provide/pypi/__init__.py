"""Native programs that wheels carry."""
