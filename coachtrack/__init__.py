"""CoachTrack: coaching records of supplier-development programmes, with figures that add up."""

__version__ = "0.1.0"
