"""Figures of use: numbers alone, small ones hidden, nothing of any person."""
