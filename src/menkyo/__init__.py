"""menkyo: read the driver's license recorded on a Japanese My Number card (マイナ免許証)."""

__version__ = "0.1.0"
