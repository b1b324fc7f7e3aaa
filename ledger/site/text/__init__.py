"""What a document may hold: the dialect of Markdown, its maths and code, and what cleaning leaves of the HTML."""
