"""Text to values: YAML, front matter and headings, with the place of everything."""
