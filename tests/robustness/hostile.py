"""Files that anyone could upload: each stands for one way to hurt whoever opens it. All are made here, none is kept."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.robustness.desk import SAMPLE

WHOLE = "retablissement-de-credits.pdf"
"""The sample that is bent and broken where a real document is wanted."""
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
LINES = (
    "CONVENTION DE DÉLÉGATION DE GESTION",
    "Entre la direction du test, ci-après « le délégant »,",
    "et le service d'essai, ci-après « le délégataire »,",
    "Article 1er : Objet. Le délégant confie au délégataire la gestion de 60 000 € en AE.",
)


def pdf(objects: Iterable[bytes], *, root: int = 1, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1, with a sound table of their places."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    out += b"trailer << /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, root, trailer, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def packed(data: bytes, entries: bytes = b"", times: int = 1) -> bytes:
    """Return a stream compressed so many times over."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter [%s] %s" % (b"/FlateDecode " * times, entries))


def one_page(content: bytes, *more: bytes, box: bytes = b"[0 0 595 842]", resources: bytes = b"") -> bytes:
    """Return a PDF of one page; `more` are objects from number 6 on."""
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %s >> >>"
            % (box, resources),
            content,
            FONT,
            *more,
        ]
    )


def shown(text: bytes) -> bytes:
    return b"BT /F1 9 Tf 40 800 Td (%s) Tj ET" % text


def written(**options: object) -> bytes:
    """Return a page of a convention as a printer would make it."""
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1, **options)  # type: ignore[arg-type]
    for number, line in enumerate(LINES):
        canvas.drawString(60, 780 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def encrypted(user: str) -> bytes:
    return written(encrypt=StandardEncryption(user, ownerPassword="maître", strength=128))


def many_pages(number: int) -> bytes:
    pages = b" ".join(b"%d 0 R" % (n + 3) for n in range(number))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (pages, number)
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", tree, *[page] * number])


def lying_count() -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>", page])


def huge_image(side: int) -> bytes:
    """A scan of `side` x `side` black and white pixels: 300 MB once unpacked, a few hundred KB on disk."""
    row, packer = bytes(side // 8), zlib.compressobj(1)
    data = b"".join([*(packer.compress(row) for _ in range(side)), packer.flush()])
    image = stream(
        data,
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1 /ColorSpace /DeviceGray"
        b" /Filter /FlateDecode" % (side, side),
    )
    return one_page(stream(b"q 595 0 0 842 0 0 cm /I Do Q"), image, resources=b"/XObject << /I 6 0 R >>")


def deep_tree(depth: int) -> bytes:
    nodes = [
        b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (n + 1, n + 3) for n in range(depth)
    ]  # fmt: skip
    page = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>" % (depth + 1)
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, page])


def circular_tree() -> bytes:
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 2 0 R] /Count 9 >>"])


def nested_forms(depth: int, calls: int) -> bytes:
    """Each form draws the next one `calls` times: `calls ** depth` in all."""
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
    forms = [
        stream(b"/X Do " * calls, head + b" /Resources << /XObject << /X %d 0 R >> >>" % (n + 7)) for n in range(depth)
    ]
    last = stream(shown(b"fond"), head + b" /Resources << /Font << /F1 5 0 R >> >>")
    return one_page(stream(b"/X Do"), *forms, last, resources=b"/XObject << /X 6 0 R >>")


def recursive_form() -> bytes:
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X 6 0 R >> >>"
    form = stream(b"/X Do /X Do", head)
    return one_page(stream(b"/X Do"), form, resources=b"/XObject << /X 6 0 R >>")


def recursive_objects() -> bytes:
    """A length that is itself, a stream of objects that extends itself, contents that hold themselves."""
    own_length = b"<< /Length 6 0 R >>\nstream\nBT ET\nendstream"
    objects = stream(b"8 0 [8 0 R]", b"/Type /ObjStm /N 1 /First 4 /Extends 7 0 R")
    return one_page(b"[4 0 R 6 0 R 8 0 R]", own_length, objects, b"[8 0 R 4 0 R]", resources=b"/ExtGState 8 0 R")


def looping_tables() -> bytes:
    whole = one_page(stream(shown(b"boucle")))
    place = whole.rindex(b"xref\n0 ")
    return whole.replace(b"/Root 1 0 R ", b"/Root 1 0 R /Prev %d " % place)


def bomb(mebibytes: int, times: int) -> bytes:
    data = b" " * (mebibytes << 20)
    return one_page(packed(data, times=times))


def active() -> bytes:
    """JavaScript, a program to launch, a form to submit, an attachment: nothing of it may happen; the text is read."""
    attachment = stream(b"MZ" + bytes(1000), b"/Type /EmbeddedFile")
    script = b"<< /S /JavaScript /JS (while(true){app.alert\\('!'\\)}) >>"
    launch = b"<< /S /Launch /F (cmd.exe) /Next << /S /URI /URI (http://127.0.0.1:9/) >> >>"
    catalog = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R /AA << /WC 7 0 R >>"
        b" /Names << /JavaScript << /Names [(a) 6 0 R] >> /EmbeddedFiles << /Names [(b.exe) 8 0 R] >> >> >>"
    )
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /AA << /O 6 0 R >>"
        b" /Resources << /Font << /F1 5 0 R >> >> >>"
    )
    file = b"<< /Type /Filespec /F (b.exe) /EF << /F 9 0 R >> >>"
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf([catalog, tree, page, stream(shown(b"Texte actif")), FONT, script, launch, file, attachment])


def crowded_page(words: int) -> bytes:
    """A page with so many words, one over the other."""
    lines = b"".join(b"1 0 0 1 %d %d Tm (1 000 \\200 AE) Tj " % (n % 550, n % 800) for n in range(words // 3))
    return one_page(packed(b"BT /F1 3 Tf %s ET" % lines))


def ruled_page(lines: int) -> bytes:
    drawn = b"".join(b"%d %d m %d %d l S " % (n % 590, n % 840, (n * 7) % 590, n % 840) for n in range(lines))
    crossed = b"".join(b"%d 0 m %d 842 l S " % (n % 590, n % 590) for n in range(lines))
    return one_page(packed(drawn + crossed + shown(b"grille")))


def monotonous(text: bytes, times: int) -> bytes:
    """Pages of one motif, over and over: what makes careless patterns look forever."""
    lines = b"".join(b"(%s) ' " % (text * 12) for _ in range(times))
    return one_page(packed(b"BT /F1 1 Tf 1 TL 10 840 Td %s ET" % lines))


def odd_box(box: bytes) -> bytes:
    return one_page(stream(shown(b"format")), box=box)


def sparse(path: Path, size: int) -> None:
    """Write a file that says it is a PDF and is `size` bytes of nothing, without filling the disk."""
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(size)


def sample() -> bytes:
    return (SAMPLE / WHOLE).read_bytes()


MADE: dict[str, Callable[[], bytes]] = {
    "zero-octet": lambda: b"",
    "en-tete-seul": lambda: b"%PDF-1.7\n",
    "en-tete-decale": lambda: b"\x00\x01courrier\n" * 50 + sample(),
    "en-tete-trop-loin": lambda: b"\x00\x01courrier\n" * 500 + sample(),
    "sans-page": lambda: pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]),
    "sans-catalogue": lambda: pdf([b"<< /Type /Pages /Kids [] /Count 0 >>"], root=9),
    "dix-mille-pages": lambda: many_pages(10_000),
    "compte-menteur": lying_count,
    "image-immense": lambda: huge_image(50_000),
    "arbre-profond": lambda: deep_tree(10_000),
    "arbre-circulaire": circular_tree,
    "formes-profondes": lambda: nested_forms(2_000, 1),
    "formes-exponentielles": lambda: nested_forms(12, 12),
    "forme-recursive": recursive_form,
    "objets-recursifs": recursive_objects,
    "tables-en-boucle": looping_tables,
    "bombe": lambda: bomb(256, 2),
    "bombe-en-poupees": lambda: bomb(64, 5),
    "actif": active,
    "chiffre": lambda: encrypted("secret"),
    "chiffre-sans-mot-de-passe": lambda: encrypted(""),
    "page-surchargee": lambda: crowded_page(120_000),
    "page-de-traits": lambda: ruled_page(40_000),
    "motif-chiffres": lambda: monotonous(b"1 000 ", 900),
    "motif-articles": lambda: monotonous(b"Article 1 - ", 900),
    "motif-parentheses": lambda: monotonous(b"\\(\\(d'une part, ", 900),
    "page-geante": lambda: odd_box(b"[0 0 1e9 1e9]"),
    "page-nulle": lambda: odd_box(b"[0 0 0 0]"),
    "page-insensee": lambda: odd_box(b"[-1e38 1e38 nan inf]"),
    "tableaux-emboites": lambda: pdf([b"<< /Type /Catalog /Pages " + b"[" * 100_000 + b"]" * 100_000 + b" >>"]),
    "html": lambda: b"<!doctype html><title>Connexion</title>",
}
"""A file for each phenomenon, by its name."""
