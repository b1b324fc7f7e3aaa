"""Which votes stand, which gates they satisfy, and what they cover."""
