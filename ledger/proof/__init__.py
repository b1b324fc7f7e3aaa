"""How well each vote is proven, and the very text that it covered."""
