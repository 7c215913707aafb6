"""Charts: an answer of the API drawn, as a Vega-Lite spec for a page, as SVG or as PNG.

Needs the extra `charts`; Vega-Altair and vl-convert are imported in this room alone, and first when a chart is asked
for. Figures on a picture are formatted here from the exact decimal; floats say only where something is drawn.
"""
