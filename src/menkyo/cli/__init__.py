"""The command line: what a person types, what they see, and how it ends."""

PROGRAM = "menkyo"
COMPLETION_VARIABLE = "_MENKYO_COMPLETE"
"""Where the scripts of `menkyo completion` say what a shell wants completed."""
