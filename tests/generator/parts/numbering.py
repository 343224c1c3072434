"""Articles: numbered in one of the ways of acts, and stated as they are numbered."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..act import Act, Section
from ..blocks import Align, Block, Cell, Grid, PageStart, Text
from ..gold import alternatives
from ..scene import chance

ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


@dataclass(frozen=True)
class _Style:
    """How this act prints its headings."""

    align: Align
    separator: str
    below: bool
    """The title stands under the number."""
    underlined: bool
    run_in: bool
    """The heading opens the first paragraph."""

    def heading(self, text: str, *, before: float, after: float) -> Text:
        """One line of a heading."""
        return Text(text, bold=True, align=self.align, underline=self.underlined, before=before, after=after, keep=True)


def _draw_style(act: Act, titled: bool) -> _Style:
    rng, form = act.rng, act.hand.numbering
    return _Style(
        align="center" if chance(rng, 0.25) else "left",
        separator=rng.choice((" – ", " : ", " - ", ". ", " ")),
        below=titled and form in ("article_1er", "caps", "premier") and chance(rng, 0.2),
        underlined=chance(rng, 0.12),
        run_in=titled and form in ("article_1er", "premier", "short", "roman") and chance(rng, 0.12),
    )


def write_articles(act: Act, sections: list[Section]) -> list[Block]:
    """Number the sections, write their headings and bodies, and state the articles."""
    rng, form = act.rng, act.hand.numbering
    titled = form in ("digits", "roman", "dash", "none") or chance(rng, 0.88)
    style = _draw_style(act, titled)
    if len(sections) == 1:
        act.gold.row("articles", numero=["unique", "1", "article unique"], intitule=None)
        return [style.heading("Article unique", before=8, after=5), *sections[0].blocks]
    if form == "none":
        return _unnumbered(act, sections, style)
    spaced, sub = chance(rng, 0.15), form == "digits" and chance(rng, 0.4)
    blocks: list[Block] = []
    for number, section in enumerate(sections, 1):
        title = section.title if titled else None
        act.gold.row("articles", numero=_numbers(form, number), intitule=title)
        shown = title.upper() if title and form == "caps" else title
        body = _sub_numbered(section.blocks, number) if sub else section.blocks
        blocks += _headed(style, _label(form, number, spaced), shown, body)
    return blocks


def _unnumbered(act: Act, sections: list[Section], style: _Style) -> list[Block]:
    """Headings without numbers, or a form of two columns: readers differ on what its articles are."""
    act.gold.unjudged.add("articles")
    blocks: list[Block] = []
    as_form = chance(act.rng, 0.5)
    for section in sections:
        texts = [b for b in section.blocks if isinstance(b, Text)]
        if as_form and len(texts) == len(section.blocks):
            lines = "\n".join(f"{b.bullet} {b.text}".strip() for b in texts)
            row = (Cell(section.title or "", bold=True), Cell(lines))
            blocks.append(Grid((row,), (0.28, 0.72), before=0, after=0, loose=True))
        else:
            blocks += [style.heading(section.title or "", before=9, after=4), *section.blocks]
    return blocks


def _headed(style: _Style, label: str, title: str | None, body: list[Block]) -> list[Block]:
    """A heading in the act's style, then the body."""
    if title is None:
        return [style.heading(label, before=9, after=3), *body]
    if style.below:
        return [style.heading(label, before=9, after=1), style.heading(title, before=0, after=4), *body]
    glue = " " if label.endswith((".", ")", "-")) else style.separator
    first = body[0] if body else None
    if style.run_in and isinstance(first, Text) and not first.bullet and "**" not in first.text:
        return [replace(first, text=f"**{label}{glue}{title}.** {first.text}", before=7), *body[1:]]
    return [style.heading(label + glue + title, before=9, after=4), *body]


def write_preamble_heading(act: Act, title: str | None) -> list[Block]:
    """Write and state the preamble's heading; without one it may be found or not."""
    if title is None:
        act.gold.row("articles", numero="preambule", _optional=True)
        return []
    act.gold.row("articles", numero="preambule", intitule=[None, title])
    return [Text(title, bold=True, before=6, keep=True)]


def _sub_numbered(blocks: list[Block], number: int) -> list[Block]:
    found: list[Block] = []
    count = 0
    for block in blocks:
        if (
            isinstance(block, Text)
            and not block.bullet
            and not block.bold
            and not block.italic
            and len(block.text) > 60
        ):
            count += 1
            block = Text(f"{number}.{count}. {block.text}", after=block.after, keep=block.keep)
        found.append(block)
    return found


def _label(form: str, number: int, spaced: bool) -> str:
    if form == "article_1er" and number == 1 and spaced:
        return "Article 1 er"
    if form == "article_1er":
        return f"Article {'1er' if number == 1 else number}"
    if form == "premier":
        return f"Article {'premier' if number == 1 else number}"
    if form == "caps":
        return f"ARTICLE {'PREMIER' if number == 1 else number}"
    if form == "roman_article":
        return f"ARTICLE {ROMAN[number]}"
    return {
        "short": f"Art. {number} -",
        "digits": f"{number}.",
        "roman": f"{ROMAN[number]}.",
        "dash": f"{number} -",
    }[form]


def _numbers(form: str, number: int) -> object:
    return alternatives(str(number), ROMAN[number]) if form in ("roman", "roman_article") else str(number)


def write_annexes(act: Act, annexes: list[Section]) -> list[Block]:
    """Write the annexes, lettered, numbered or single, and state them."""
    rng, blocks = act.rng, list[Block]()
    lettered, upper = chance(rng, 0.35), chance(rng, 0.5)
    if chance(rng, 0.5):
        blocks.append(PageStart())
    turned = len(annexes) if chance(rng, 0.12) else 0
    for i, annex in enumerate(annexes, 1):
        if len(annexes) == 1:
            label = rng.choice(("Annexe", "Annexe", "Annexe unique", "Annexe 1"))
            numbers: object = (
                alternatives("annexe", "annexe unique", "annexe 1")
                if label != "Annexe 1"
                else alternatives("annexe 1", "annexe")
            )
        else:
            mark = chr(64 + i) if lettered else str(i)
            label, numbers = f"Annexe {mark}", f"annexe {mark}".lower()
        label = label.upper() if upper else label
        if i == turned:
            blocks.append(PageStart(landscape=True, rotated=chance(rng, 0.6)))
        title = annex.title or ""
        act.gold.row(
            "articles", numero=numbers, intitule=alternatives(annex.title, None) if len(annexes) == 1 else annex.title
        )
        glue = rng.choice((" – ", " : ", " - "))
        blocks.append(
            Text(label + glue + title, bold=True, align=rng.choice(("left", "center")), before=12, after=8, keep=True)
        )
        blocks += annex.blocks
    return blocks
