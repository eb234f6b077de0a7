"""Engagements: one factory coached in one batch, and what happened meanwhile."""
