"""The axis of dollars: no more decimals than its steps need."""

import altair as alt


def money_axis(largest: float, title: str) -> alt.Axis:
    """An axis up to `largest` USD with about five steps."""
    if largest >= 10_000:
        form = "$,.3~s"
    elif largest >= 20:
        form = "$,.0f"
    else:
        form = "$,.2f" if largest >= 0.2 else "$,.4~f"
    return alt.Axis(format=form, title=title, tickCount=5, labelOverlap=True)
