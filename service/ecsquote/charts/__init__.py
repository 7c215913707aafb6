"""Charts: an answer of the API drawn, as a Vega-Lite spec for a page, as SVG or as PNG.

Needs the extra `charts`. Only this package imports Vega-Altair and vl-convert, when the first chart is drawn. Figures
on a picture are formatted from the exact decimals; floats only position marks.
"""
