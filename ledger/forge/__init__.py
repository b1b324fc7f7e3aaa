"""What a forge knows about a change: who reviewed it, at which commit."""
