#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""hostile.py KIND FILE: writes a PDF that is made to keep a reader busy."""
import sys
import zlib

FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TEXT = (
    "BT /F1 12 Tf 72 700 Td (This is a sentence that will be translated today.) Tj"
    " 0 -14 Td (It goes on for a second line, so that there is a paragraph.) Tj ET\n"
)


class Writer:
    """Objects in the order in which they come, with a table that says where they stand."""

    def __init__(self):
        self.bytes = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        self.places = {}
        self.last = 4

    def number(self):
        self.last += 1
        return self.last

    def raw(self, number, text):
        self.places[number] = len(self.bytes)
        self.bytes += text.encode("latin-1")

    def put(self, number, text):
        self.raw(number, f"{number} 0 obj {text}\nendobj\n")
        return number

    def add(self, text):
        return self.put(self.number(), text)

    def stream(self, data, entries="", number=None, packed=False):
        data = data.encode("latin-1")
        if packed:
            data = zlib.compress(data)
            entries += "/Filter/FlateDecode"
        text = f"<<{entries}/Length {len(data)}>>stream\n{data.decode('latin-1')}\nendstream"
        return self.put(number or self.number(), text)

    def save(self, name):
        start, size = len(self.bytes), max(self.places) + 1
        table = ["0000000000 65535 f \n"]
        for number in range(1, size):
            place = self.places.get(number)
            table.append("0000000000 65535 f \n" if place is None else f"{place:010} 00000 n \n")
        self.bytes += f"xref\n0 {size}\n{''.join(table)}".encode()
        self.bytes += f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
        with open(name, "wb") as file:
            file.write(self.bytes)


def one_page(writer, content=TEXT, resources="", page="", catalogue=""):
    """Objects 1 to 4: of a document with a page."""
    writer.put(1, f"<</Type/Catalog/Pages 2 0 R{catalogue}>>")
    writer.put(2, "<</Type/Pages/Count 1/Kids[3 0 R]>>")
    writer.put(
        3,
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
        f"{'' if '/Contents' in page else '/Contents 4 0 R'}"
        f"/Resources<</Font<</F1 {FONT}>>{resources}>>{page}>>",
    )
    writer.stream(content, number=4, packed=True)


def listed(numbers):
    return " ".join(f"{number} 0 R" for number in numbers)


def many_raw(writer, count, text_of):
    """Objects that the table has and that are not what they should be."""
    numbers = range(10, 10 + count)
    one_page(writer, catalogue=f"/X[{listed(numbers)}]")
    for i, number in enumerate(numbers):
        writer.raw(number, f"{number} 0 obj{text_of(i)}")


def no_string_ends(writer):
    many_raw(writer, 40000, lambda i: "((\n")


def no_stream_ends(writer):
    many_raw(writer, 40000, lambda i: "<</Length 1>>stream\nendstream\n")


def streams_in_streams(writer):
    count, head = 10000, len("10000 0 obj<</Length 0000000000>>stream\n")
    numbers = range(10000, 10000 + count)
    one_page(writer, catalogue=f"/X[{listed(numbers)}]")
    for i, number in enumerate(numbers):
        rest = (count - i - 1) * head + 100
        writer.raw(number, f"{number} 0 obj<</Length {rest:010}>>stream\n")
    writer.bytes += b" " * 100 + b"\nendstream\nendobj\n"


def layered(writer, count):
    groups = [writer.add(f"<</Type/OCG/Name(L{i})>>") for i in range(count)]
    names = " ".join(f"/L{i} {number} 0 R" for i, number in enumerate(groups))
    marks = "".join(f"/OC/L{i} BDC 0 0 1 1 re f EMC\n" for i in range(count))
    one_page(
        writer,
        TEXT + marks,
        resources=f"/Properties<<{names}>>",
        catalogue=f"/OCProperties<</OCGs[{listed(groups)}]"
        f"/D<</Order[{listed(groups)}]/OFF[{listed(groups)}]>>>>",
    )


def many_layers(writer):
    layered(writer, 20000)


def layers_as_many_as_are_read(writer):
    layered(writer, 3000)


def layers_of_layers(writer):
    group = writer.add("<</Type/OCG/Name(L)>>")
    inner = group
    for _ in range(28):
        inner = writer.add(f"<</Type/OCMD/OCGs[{inner} 0 R {inner} 0 R]>>")
    order = writer.add(f"[{group} 0 R]")
    for _ in range(28):
        order = writer.add(f"[{order} 0 R {order} 0 R]")
    one_page(
        writer,
        f"/OC/M BDC {TEXT} EMC",
        resources=f"/Properties<</M {inner} 0 R>>",
        catalogue=f"/OCProperties<</OCGs[{group} 0 R]/D<</Order {order} 0 R>>>>",
    )


def annotations_of_much(writer):
    form = writer.stream("%" + "x" * 20000000, "/Subtype/Form/BBox[0 0 9 9]", packed=True)
    notes = [
        writer.add(f"<</Subtype/FreeText/Rect[0 0 9 9]/AP<</N {form} 0 R>>>>") for _ in range(5000)
    ]
    one_page(writer, page=f"/Annots[{listed(notes)}]")


def elements_over_each_other(writer):
    above, below, root = writer.number(), writer.number(), writer.number()
    writer.put(above, f"<</S/P/P {below} 0 R/K {below} 0 R>>")
    writer.put(below, f"<</S/P/P {above} 0 R/K[{above} 0 R 0]>>")
    writer.put(root, f"<</K {above} 0 R/ParentTree<</Nums[0[{below} 0 R {above} 0 R]]>>>>")
    one_page(
        writer,
        f"/P<</MCID 0>>BDC {TEXT} EMC /P<</MCID 1>>BDC EMC " * 50,
        page="/StructParents 0",
        catalogue=f"/MarkInfo<</Marked true>>/StructTreeRoot {root} 0 R",
    )


def coordinates_in_themselves(writer):
    points = writer.number()
    writer.put(points, f"[{points} 0 R {points} 0 R 1 2]")
    note = writer.add(
        f"<</Subtype/Ink/Rect[72 600 99 650]/InkList {points} 0 R/QuadPoints[{points} 0 R]>>"
    )
    one_page(writer, page=f"/Annots[{note} 0 R]")


def content_past_the_bound(writer):
    much = writer.stream("%" + "x" * 20000000, packed=True)
    last = writer.stream(TEXT.replace("700", "500"))
    one_page(writer, page=f"/Contents[4 0 R {listed([much] * 6)} {last} 0 R]")


def many_words(writer):
    places = ((5 + i * 37 % 585, 5 + i * 0.0138) for i in range(60000))
    one_page(
        writer,
        "".join(f"BT /F1 1 Tf {x} {y:.2f} Td (words here) Tj ET\n" for x, y in places),
    )


KINDS = {
    kind.__name__: kind
    for kind in (
        no_string_ends,
        no_stream_ends,
        streams_in_streams,
        many_layers,
        layers_as_many_as_are_read,
        layers_of_layers,
        annotations_of_much,
        elements_over_each_other,
        coordinates_in_themselves,
        content_past_the_bound,
        many_words,
    )
}

if __name__ == "__main__":
    made = Writer()
    KINDS[sys.argv[1]](made)
    made.save(sys.argv[2])
