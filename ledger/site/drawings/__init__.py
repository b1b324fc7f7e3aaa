"""Drawings: plain values in, one block of HTML with inline SVG out."""
