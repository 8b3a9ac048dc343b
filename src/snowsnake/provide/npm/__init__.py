"""Native programs that packages of npm carry."""
