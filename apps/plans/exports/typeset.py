"""Set a Typst template: run as a program, the plan as JSON comes in and a PDF goes out.

    python typeset.py TEMPLATE SECONDS < plan.json > plan.pdf

SECONDS is the time the file gives as its own, counted from 1970. A program of its own because
Typst keeps what it has set for its next run: a gigabyte after a few dozen large plans.
"""

import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent


def compiled(template: Path, plan: str, made_at: int, *, is_strict: bool) -> bytes:
    """Set a template; one that is strict meets PDF/UA-1 or fails."""
    made = typst.compile(
        template,
        root=HERE,
        # The same on every machine: nothing of the system's.
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[HERE / "fonts"]),
        sys_inputs={"plan": plan},
        pdf_standards=["ua-1"] if is_strict else [],
        timestamp=made_at,
    )
    assert isinstance(made, bytes)  # noqa: S101  # a PDF is one file
    return made


def main(template: str, made_at: str) -> None:
    """Read the plan, write the PDF."""
    plan = sys.stdin.buffer.read().decode()
    try:
        pdf = compiled(HERE / template, plan, int(made_at), is_strict=True)
    except typst.TypstError as error:
        # A character that our font lacks, such as an emoji, or that PDF/UA refuses: tagged all
        # the same.
        if "could not be displayed" not in error.message and "PDF/UA" not in error.message:
            raise
        pdf = compiled(HERE / template, plan, int(made_at), is_strict=False)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main(*sys.argv[1:])
