# SPDX-License-Identifier: AGPL-3.0-or-later
"""A translation that is none: each word becomes a Spanish one, always the same; marks, numbers and
signs stay.  What comes out is in the right script and language, so that checks have nothing to say,
and it is the same at each run."""

import re
import zlib

WORDS = """de la que el en y a los se del las un por con una su para es al lo como pero sus le ha si
sin sobre este ya entre cuando todo esta ser son dos también fue era muy años hasta desde está porque
han hay vez puede todos así parte tiene uno donde bien tiempo mismo ese ahora cada vida otro después
otros aunque esa eso hace otra gobierno tan durante siempre día tanto ella tres dijo sido gran país
según menos mundo año antes estado contra sino forma caso nada hacer general estaba poco estos mayor
ante unos algo hacia casa ellos hecho primera mucho mientras además quien momento esto hombre están
hoy lugar nacional trabajo otras mejor nuevo decir algunos entonces todas días debe casi toda luego
pasado primer medio estas nunca poder aquí veces embargo partido personas grupo cuenta pueden tienen
misma nueva cual fueron mujer frente cosas ciudad social manera tener sistema será historia muchos
tipo cuatro dentro nuestro punto dice cualquier noche agua parece haber situación fuera bajo grandes
nuestra ejemplo acuerdo estados nadie países horas posible tarde ley importante desarrollo proceso
realidad sentido lado cambio allí mano número sociedad centro gente final relación cuerpo obra
incluso través último modo problema cinco""".split()

TOKEN = re.compile(r"<[^>]*>|&[#\w]+;|[^\W\d_]+|[\d_]+|[^\w<&]+|.", re.S)


def word(source):
    target = WORDS[zlib.crc32(source.lower().encode()) % len(WORDS)]
    if len(source) > 1 and source.isupper():
        return target.upper()
    return target.capitalize() if source[0].isupper() else target


def translate(text):
    return "".join(word(token) if token[0].isalpha() else token for token in TOKEN.findall(text))
