"""Moves that nobody has made yet: what they put to the vote, what they take, why they are refused."""
