"""Results to text: for people, for programs, for forges."""
