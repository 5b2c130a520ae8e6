"""What a page costs as the portal grows, and the picture of it: docs/croissance.svg."""

from contextlib import ExitStack
from math import log10

from bench import ground, pages, report
from bench.pages import LIST, LOGIN, Site

SIZES = (1_000, 10_000, 100_000, 1_000_000)
ROUNDS, ASKED = 10, 100
PICTURE = ground.ROOT / "docs" / "croissance.svg"
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 320, 60, 270, 40
LINES = {"« Mes factures » (24 factures)": "#a3195b", "Page de connexion": "#1d4f91"}

Costs = dict[str, list[float]]  # milliseconds by size, for each line


def run() -> None:
    """Measure all sizes in turns, print and draw."""
    with ground.folder() as place, ExitStack() as stack:
        sites = [
            stack.enter_context(pages.running(pages.made(place / str(size), size)))
            for size in SIZES
        ]
        costs = _costs(sites)
    report.heading("CPU du serveur par page", *LINES)
    for size, bills, login in zip(SIZES, *costs.values(), strict=True):
        report.line(
            f"{_count(size)} clients et factures",
            report.number(bills, "ms"),
            report.number(login, "ms"),
        )
    PICTURE.write_text(_picture(costs), "utf-8")


def _costs(sites: list[Site]) -> Costs:
    rounds: dict[str, list[list[float]]] = {name: [[] for _ in sites] for name in LINES}
    for _ in range(ROUNDS):
        for place, site in enumerate(sites):
            for name, path, cookie in zip(LINES, (LIST, LOGIN), (site.alice, ""), strict=True):
                rounds[name][place].append(site.server.cost_ms(path, ASKED, cookie))
    return {name: [min(each[1:]) for each in some] for name, some in rounds.items()}


def _picture(costs: Costs) -> str:
    highest = 1.25 * max(max(each) for each in costs.values())
    marks = [value / 2 for value in range(int(2 * highest) + 1)]
    body = [_grid(value, highest) for value in marks]
    below = f'y="{BOTTOM + 22}" text-anchor="middle"'
    body += [f'<text x="{_x(size)}" {below}>{_count(size)}</text>' for size in SIZES]
    for name, each in costs.items():
        points = [(_x(size), _y(cost, highest)) for size, cost in zip(SIZES, each, strict=True)]
        path = " ".join(f"{x},{y}" for x, y in points)
        ink = LINES[name]
        body.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="3"/>')
        body += [f'<circle cx="{x}" cy="{y}" r="5" fill="{ink}"/>' for x, y in points]
        body.append(f'<text x="{points[0][0]}" y="{points[0][1] - 12}" fill="{ink}">{name}</text>')
    title = "Millisecondes de CPU par page, selon le nombre de clients et de factures"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="14"><title>{title}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<text x="{LEFT}" y="22" font-weight="bold">{title}</text>{"".join(body)}</svg>\n'
    )


def _grid(value: float, highest: float) -> str:
    y = _y(value, highest)
    shown = f"{value:.1f}".replace(".", ",")
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{y}" y2="{y}" stroke="#ddd"/>'
        f'<text x="{LEFT - 8}" y="{y + 5}" text-anchor="end">{shown}</text>'
    )


def _x(size: int) -> float:
    share = (log10(size) - log10(SIZES[0])) / (log10(SIZES[-1]) - log10(SIZES[0]))
    return round(LEFT + 30 + share * (WIDTH - LEFT - 100), 1)


def _y(value: float, highest: float) -> float:
    return round(BOTTOM - value / highest * (BOTTOM - TOP), 1)


def _count(size: int) -> str:
    return f"{size:,}".replace(",", "\u00a0")
