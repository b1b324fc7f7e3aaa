"""The files that projects deliver: notebooks, reports, tables and images, as pages that cannot hurt."""
