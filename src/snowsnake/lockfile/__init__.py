"""The lock: its values, reading, writing, and the questions asked of it."""
