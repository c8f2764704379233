"""vetctl: administration toolkit for a county veterans-affairs bureau."""

__version__ = "0.1.0"
