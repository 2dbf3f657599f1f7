"""The action server: reads a turn, asks the catalogue, hands back keys and cards, never sentences."""
