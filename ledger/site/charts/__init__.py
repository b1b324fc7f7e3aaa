"""Statistical charts, rendered at build time by Vega-Lite. Figures in, inline SVG out."""
