"""Programmes: partners, components, which factories."""
