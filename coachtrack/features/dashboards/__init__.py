"""The overviews of programmes, engagements and factories."""
