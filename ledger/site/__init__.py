"""The portfolio as a static site, generated as plain Markdown and built by MkDocs."""
