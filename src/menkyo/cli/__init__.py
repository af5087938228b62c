"""The command line: what a person types, what they see, and how it ends."""
