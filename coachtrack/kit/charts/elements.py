"""The few SVG elements that charts are made of.

Colours and type come from classes in charts.css; geometry is in presentation attributes, so that
nothing needs an inline style.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from coachtrack.kit.charts.model import Shape, Tone
from coachtrack.kit.charts.scales import width_of

Attribute = str | float | None
#: The hole of a ring, as a share of it.
HOLLOW = 0.5


def element(name: str, *content: str, **attributes: Attribute) -> Markup:
    """An element; `class_` is the class, `text_anchor` is text-anchor, None is left out."""
    written = "".join(
        [_attribute(key, value) for key, value in attributes.items() if value is not None]
    )
    # As plain text, for Markup's own formatting takes five times as long: all in it is escaped.
    inside = "".join(map(escape, content))
    drawn = f"<{name}{written}>{inside}</{name}>" if content else f"<{name}{written}/>"
    return Markup(drawn)  # noqa: S704


def together(parts: Iterable[str]) -> Markup:
    """Parts, one after the other."""
    return Markup("").join(parts)


def text(
    content: str,
    x: float,
    y: float,
    size: float,
    *,
    tone: Tone = Tone.INK,
    anchor: str | None = None,
    weight: str | None = None,
) -> Markup:
    """A line of text; `anchor` is start, middle or end."""
    return element(
        "text",
        escape(content),
        x=x,
        y=y,
        font_size=size,
        class_=None if tone == Tone.INK else f"tone-{tone}",
        text_anchor=anchor,
        font_weight=weight,
    )


def axis_label(content: str, x: float, y: float, size: float, width: float) -> Markup:
    """A label under its place on an axis, kept within a drawing so wide."""
    half = width_of(content, size) / 2
    middle = max(min(x, width - half), half)
    return text(content, middle, y, size, tone=Tone.QUIET, anchor="middle")


def line(
    x: tuple[float, float], y: tuple[float, float], *, tone: str, dashed: str | None = None
) -> Markup:
    """A straight stroke; `tone` may name more than one class."""
    return element(
        "line", x1=x[0], x2=x[1], y1=y[0], y2=y[1], class_=f"stroke-{tone}", stroke_dasharray=dashed
    )


def written_class(shape: Shape, tone: Tone) -> str:
    """The class that gives a mark its look."""
    return f"{'ring' if shape == Shape.RING else 'fill'}-{tone}"


def mark(
    shape: Shape,
    x: float,
    y: float,
    radius: float,
    tone: Tone,
    title: str = "",
    *,
    within: str = "",
) -> Markup:
    """A point's mark, and what is told when it is pointed at.

    `within` is the class of the group around it, which need not be repeated.
    """
    told = (element("title", escape(title)),) if title else ()
    name, geometry = _geometry(shape, x, y, radius)
    look = written_class(shape, tone)
    return element(name, *told, class_=None if look == within else look, **geometry)


def bar(start: float, end: float, y: float, thickness: float, tone: Tone, title: str) -> Markup:
    """A horizontal bar; one of no length stays visible as a hair."""
    return element(
        "rect",
        *((element("title", escape(title)),) if title else ()),
        x=min(start, end),
        y=y - thickness / 2,
        width=max(abs(end - start), 1),
        height=thickness,
        class_=f"fill-{tone}",
    )


def path(points: Iterable[tuple[float, float]], *, tone: str, stepped: bool = False) -> Markup:
    """A joined line through points, or steps that hold each value until the next."""
    pairs = [(_written(x), _written(y)) for x, y in points]
    if not pairs:
        return Markup("")
    moves = (f"H{x}V{y}" if stepped else f"L{x} {y}" for x, y in pairs[1:])
    return element(
        "path", d=f"M{pairs[0][0]} {pairs[0][1]}" + "".join(moves), class_=f"stroke-{tone}"
    )


def many_marks(
    shape: Shape, points: Sequence[tuple[float, float]], radius: float, tone: Tone
) -> Markup:
    """Very many marks of one shape as one path: dots, rings or triangles that point up."""
    if shape == Shape.UP:
        wide = _written(radius)
        moves = (f"M{_written(x - radius)} {_written(y + radius)}h" for x, y in points)
        to_top = f"{_written(2 * radius)}l-{wide} -{_written(2 * radius)}z"
        return element("path", d="".join(move + to_top for move in moves), class_=f"fill-{tone}")
    dots = _dots(points, radius * 2, f"stroke-{tone} dots")
    hollow = _dots(points, radius * 2 * HOLLOW, "stroke-surface dots")
    return dots + hollow if shape == Shape.RING else dots


def _dots(points: Iterable[tuple[float, float]], diameter: float, look: str) -> Markup:
    """Strokes of no length with round ends."""
    moves = "".join(f"M{_written(x)} {_written(y)}h0" for x, y in points)
    return element("path", d=moves, class_=look, stroke_width=diameter)


def _geometry(shape: Shape, x: float, y: float, r: float) -> tuple[str, dict[str, Attribute]]:
    if shape in (Shape.DOT, Shape.RING):
        return "circle", {"cx": x, "cy": y, "r": r}
    wide = r * (1 if shape == Shape.DIAMOND else 1.25)
    corners = {
        Shape.UP: ((-wide, wide), (wide, wide), (0, -wide)),
        Shape.DOWN: ((-wide, -wide), (wide, -wide), (0, wide)),
    }.get(shape, ((-wide, 0), (0, -wide), (wide, 0), (0, wide)))
    pairs = (f"{_written(x + dx)},{_written(y + dy)}" for dx, dy in corners)
    return "polygon", {"points": " ".join(pairs)}


def _attribute(key: str, value: Attribute) -> str:
    return f' {key.rstrip("_").replace("_", "-")}="{escape(_written(value))}"'


def _written(value: Attribute) -> str:
    if isinstance(value, (int, float)):
        return f"{value:.1f}".removesuffix(".0").replace("-0", "0", value == 0)
    return str(value)
