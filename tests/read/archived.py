"""Archives for the tests of reading, made from invented pages."""

import io
import json
import tarfile
import zipfile

from tests.read.samples import BODY, HTML, PAGE

BRACKETS = ("\\(", "\\)")
ADDRESS = "https://harbour.example/2010/05"
RECORDS = [{"text": "\n\n".join(BODY), "title": f"Talks {number}", "date": "2010-05-12"} for number in range(3)]
LINES = "\n".join(json.dumps(record) for record in RECORDS).encode()


class Piped(io.BytesIO):
    """Bytes that come through a pipe: a few at a time, and never again."""

    def seekable(self) -> bool:
        return False

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size, 1000) if size is not None and size >= 0 else size)


def zip_of(members: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED, piped: bool = False) -> bytes:
    """A ZIP archive; `piped` as programs write it that cannot go back to fill in the sizes."""
    target = io.BytesIO()

    class Forward(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data) -> int:  # type: ignore[no-untyped-def]
            return target.write(data)

    with zipfile.ZipFile(Forward() if piped else target, "w", method) as archive:  # type: ignore[arg-type]
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def tar_of(members: dict[str, str]) -> bytes:
    """A TAR archive."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content.encode())
            archive.addfile(entry, io.BytesIO(content.encode()))
    return target.getvalue()


def answer(
    url: str, body: bytes, *, kind: str = "text/html; charset=utf-8", status: str = "200 OK", more: str = ""
) -> bytes:
    """A WARC record that holds what a server answered."""
    block = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body
    return record("response", block, url=url, kind="application/http; msgtype=response")


def record(kind_of_record: str, block: bytes, *, url: str = "", kind: str = "text/plain") -> bytes:
    """A WARC record."""
    fields = f"WARC-Type: {kind_of_record}\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Date: 2012-01-01T00:00:00Z\r\n"
    fields += f"WARC-Target-URI: {url}\r\n" if url else ""
    return (
        f"WARC/1.0\r\n{fields}Content-Type: {kind}\r\nContent-Length: {len(block)}\r\n\r\n".encode()
        + block
        + b"\r\n\r\n"
    )


def pages(count: int) -> list[bytes]:
    """Records with a page each, after the one that begins an archive."""
    found = [record("warcinfo", b"software: test\r\n", kind="application/warc-fields")]
    for number in range(count):
        markup = HTML.replace("fishing.html", f"fishing-{number}.html")
        found.append(answer(f"{ADDRESS}/fishing-{number}.html", markup.encode()))
    return found


def pdf_of(*texts: str) -> bytes:
    """A PDF with a page for each text; each line of a text is shown as a line."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for text in texts:
        lines = "".join(f"({line.translate({40: BRACKETS[0], 41: BRACKETS[1]})}) Tj T*\n" for line in text.split("\n"))
        stream = f"BT /F1 10 Tf 12 TL 50 750 Td\n{lines}ET" if text else ""
        objects.append(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {len(objects)} 0 R"
        objects.append(f"{page}/Resources<</Font<</F1 3 0 R>>>>>>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF\n"
    return content + (head + trailer).encode()


def saved_page(markup: str = HTML, address: str = "https://harbour.example/saved/1") -> bytes:
    """A page as browsers save it in one file."""
    head = f"From: <Saved by Blink>\nSnapshot-Content-Location: {address}\nSubject: Talks\nMIME-Version: 1.0\n"
    head += "Date: Wed, 12 May 2021 10:00:00 -0000\n"
    head += 'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="--B"\n\n\n'
    part = f"----B\nContent-Type: text/html\nContent-Transfer-Encoding: 8bit\nContent-Location: {address}\n\n{markup}\n"
    style = "----B\nContent-Type: text/css\nContent-Location: cid:css\n\np {color: red}\n----B--\n"
    return (head + part + style).replace("\n", "\r\n").encode()


def mail(text: str = PAGE, *, subject: str = "Fwd: Talks end in Lima") -> bytes:
    """A mail in plain text."""
    head = f"From: Desk <desk@harbour.example>\nTo: all@harbour.example\nSubject: {subject}\nMIME-Version: 1.0\n"
    head += "Date: Wed, 12 May 2010 23:30:00 -0500\nContent-Type: text/plain; charset=utf-8\n\n"
    return (head + text).encode()
