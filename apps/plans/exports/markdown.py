"""A plan as Markdown: headings, lists and a table that any editor of notes can read."""

import re

from apps.plans.exports.document import EvidenceText, PlanText, PointText

# What would be read as markup where it stands; a number and a full stop begin a list.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&]|^\s*[-+=](?=\s|$|[-+=])|^\s*\d+(?=[.)](?:\s|$)))", re.M)
_EMPTY = "\N{HORIZONTAL ELLIPSIS}"


def markdown_text(plan: PlanText) -> str:
    """Write the whole plan as CommonMark with one table of the kind GitHub made common."""
    parts = [
        f"# {line(plan.question)}",
        line(plan.facts),
        "## My view",
        *_texts(plan.thesis),
        *_labelled("Where my view stands", f"{plan.thesis_stance}."),
        *_labelled("Measured by", plan.criteria),
        *_labelled("Context", plan.context),
    ]
    for side in plan.sides:
        parts.append(f"## {line(side.label)}")
        if not side.points:
            parts.append("No points on this side yet.")
        for point in side.points:
            parts += _point(point)
    parts += ["## Themes", _themes(plan) if plan.rows else "No themes chosen yet."]
    parts += [
        f"## {line(plan.judgement_name)}",
        *_texts(plan.judgement),
        *_labelled("Where my judgement stands", f"{plan.judgement_stance}."),
        *_labelled("Decided by", plan.decisive),
        *_labelled("Conceding", plan.concession),
        "## Sources",
    ]
    numbered = [f"{number}. {line(one)}" for number, one in enumerate(plan.sources, start=1)]
    parts.append("\n".join(numbered) or "No evidence with a source yet.")
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Text of which nothing is read as markup."""

    def escape(found: re.Match[str]) -> str:
        lead = found[0][: len(found[0]) - len(found[0].lstrip())]
        mark = found[0].lstrip()
        # A number is escaped behind it, before its full stop.
        return f"{lead}{mark}\\" if mark.isdigit() else f"{lead}\\{mark}"

    return _MARKUP.sub(escape, text)


def line(text: str) -> str:
    """Escaped text on one line, as a heading, an item of a list or a cell needs it."""
    return escaped(" ".join(text.split()))


def _texts(text: str) -> list[str]:
    """The paragraphs of a text; one that is still to be written is an ellipsis."""
    if not text:
        return [_EMPTY]
    paragraphs = re.split(r"\n\s*\n", text)
    # Two blanks at its end keep a line's break.
    return ["  \n".join(map(line, paragraph.splitlines())) for paragraph in paragraphs]


def _labelled(label: str, text: str) -> list[str]:
    first, *rest = _texts(text)
    return [f"**{line(label)}:** {first}", *rest]


def _point(point: PointText) -> list[str]:
    parts = [f"### {point.number} {line(point.claim) or _EMPTY}", line(point.facts)]
    if point.evidence:
        parts.append("\n".join(_evidence(card) for card in point.evidence))
    return [*parts, *_labelled("Because", point.because)]


def _evidence(card: EvidenceText) -> str:
    about = ", ".join(part for part in (card.who, card.years) if part)
    source = f" \\[{card.numbers}\\]" if card.numbers else ""
    remarks = "".join(f" *{line(one)}*" for one in card.remarks)
    note = f" \N{EN DASH} {line(card.note)}" if card.note else ""
    return f"- **{line(card.title)}** ({line(about)}){source}{remarks}{note}"


def _themes(plan: PlanText) -> str:
    heads = ["Theme", *(line(side.label) for side in plan.sides), "Mini-judgement"]
    lines = [heads, ["---"] * len(heads)]
    for row in plan.rows:
        cells = [
            "<br>".join(f"**{number}** {line(claim)}" for number, claim in points)
            for points in row.cells
        ]
        verdict = f"**{row.extent}** " if row.extent else ""
        verdict += line(row.mini_judgement)
        if row.key_difference:
            verdict += f" Key difference: {line(row.key_difference)}"
        lines.append([f"**{line(row.label)}**<br>{line(row.tally)}", *cells, verdict.strip()])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
