"""Articles: numbered in one of the ways of acts, and stated as they are numbered."""

from __future__ import annotations

from ..act import Act, Section
from ..blocks import Align, Block, PageStart, Text
from ..gold import alternatives
from ..scene import chance

ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


def write_articles(
    act: Act, sections: list[Section], *, preamble: tuple[str | None, list[Block]] | None = None
) -> list[Block]:
    """Number the sections, write their headings and bodies, and state the articles."""
    rng, form = act.rng, act.hand.numbering
    titled = form in ("digits", "roman", "dash") or chance(rng, 0.88)
    align: Align = "center" if chance(rng, 0.25) else "left"
    separator = rng.choice((" – ", " : ", " - ", ". ", " "))
    spaced = chance(rng, 0.15)
    if form == "none":
        act.gold.unjudged.add("articles")
    sub = form == "digits" and chance(rng, 0.4)
    blocks: list[Block] = []
    if len(sections) == 1:
        act.gold.row("articles", numero=["unique", "1", "article unique"], intitule=None)
        return [Text("Article unique", bold=True, align=align, before=8, keep=True), *sections[0].blocks]
    below = titled and chance(rng, 0.2) and form in ("article_1er", "caps", "premier")
    for number, section in enumerate(sections, 1):
        title = section.title if titled else None
        if form == "none":
            blocks += [Text(section.title or "", bold=True, align=align, keep=True, before=9, after=4), *section.blocks]
            continue
        shown = title.upper() if title and form == "caps" else title
        label = _label(form, number, spaced)
        act.gold.row("articles", numero=_numbers(form, number), intitule=title)
        style = {"bold": True, "align": align, "keep": True, "before": 9.0}
        if shown and below:
            blocks += [Text(label, after=1, **style), Text(shown, after=4, bold=True, align=align, keep=True)]  # type: ignore[arg-type]
        elif shown:
            glue = separator if not label.endswith((".", ")", "-")) else " "
            blocks.append(Text(label + glue + shown, after=4, **style))  # type: ignore[arg-type]
        else:
            blocks.append(Text(label, after=3, **style))  # type: ignore[arg-type]
        blocks += _sub_numbered(section.blocks, number) if sub else section.blocks
    return blocks


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
