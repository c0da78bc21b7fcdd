/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "unicode.h"

#include "encodings.h"
#include "glyph_names.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <stdlib.h>
#include <string.h>

size_t dt_utf8_put(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 63));
		out[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 63));
	out[2] = (char)(0x80 | (c >> 6 & 63));
	out[3] = (char)(0x80 | (c & 63));
	return 4;
}

static bool is_character(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r';
	return c < 0x110000 && !(c >= 0xd800 && c <= 0xdfff) && !(c >= 0x7f && c < 0xa0) &&
	       c != 0xfffd && c != 0xfffe && c != 0xffff && c != 0xfeff;
}

static bool is_private(uint32_t c)
{
	return (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
}

/* Characters for private use say nothing, except the bullets of two well-known fonts. */
static uint32_t bullet(const struct dt_pdf_font *font, uint32_t c)
{
	static const uint16_t wingdings[][2] = {
		{ 0xf06c, 0x25cf }, { 0xf06e, 0x25a0 }, { 0xf071, 0x2751 }, { 0xf076, 0x2756 },
		{ 0xf0a7, 0x25aa }, { 0xf0a8, 0x25fb }, { 0xf0b7, 0x2022 }, { 0xf0d8, 0x27a2 },
		{ 0xf0e0, 0x2192 }, { 0xf0fc, 0x2713 },
	};

	if (strcasestr(font->name, "Symbol"))
		return c == 0xf0b7 ? 0x2022 : c == 0xf02d ? 0x2212 : 0;
	for (size_t i = 0; strcasestr(font->name, "Wingdings") && i < DT_COUNT(wingdings); i++)
		if (wingdings[i][0] == c)
			return wingdings[i][1];
	return 0;
}

/* Letters of a Latin ligature U+FB00..FB06, or NULL. */
static const char *ligature(uint32_t c)
{
	static const char *const letters[] = { "ff", "fi", "fl", "ffi", "ffl", "st", "st" };

	return c >= 0xfb00 && c <= 0xfb06 ? letters[c - 0xfb00] : NULL;
}

/* Surrogate pairs come as two values from CMaps in UTF-16. */
static size_t put_all(const struct dt_pdf_font *font, const int *ucs, int n, char *text)
{
	size_t used = 0;

	for (int i = 0; i < n && used + 4 < DT_CODE_TEXT_ROOM; i++) {
		uint32_t c = (uint32_t)ucs[i];
		const char *letters = ligature(c);

		if (c >= 0xd800 && c < 0xdc00 && i + 1 < n && (ucs[i + 1] & 0xfc00) == 0xdc00)
			c = 0x10000 + ((c & 0x3ff) << 10) + ((uint32_t)ucs[++i] & 0x3ff);
		if (is_private(c))
			c = bullet(font, c);
		if (letters) {
			memcpy(text + used, letters, strlen(letters));
			used += strlen(letters);
		} else if (c && is_character(c)) {
			used += dt_utf8_put(text + used, c < 0x20 ? ' ' : c);
		}
	}
	return used;
}

/* The character map of an embedded font, backwards.  Of several characters with one
 * glyph the first counts, so that letters win over compatibility forms. */
static void read_face(struct dt_pdf_font *font, FT_Face face)
{
	FT_UInt glyph = 0;
	FT_ULong c;

	font->asked_glyphs = true;
	if (face->num_glyphs <= 0 || FT_Select_Charmap(face, FT_ENCODING_UNICODE) != 0)
		return;
	font->from_glyph = calloc((size_t)face->num_glyphs, sizeof(*font->from_glyph));
	if (!font->from_glyph)
		return;
	font->n_from_glyph = (uint32_t)face->num_glyphs;
	for (c = FT_Get_First_Char(face, &glyph); glyph; c = FT_Get_Next_Char(face, c, &glyph))
		if (glyph < font->n_from_glyph && !font->from_glyph[glyph])
			font->from_glyph[glyph] = (uint32_t)c;
}

/* MuPDF uses the face's current map itself: it must be the same afterwards. */
static void ask_face(struct dt_pdf_font *font)
{
	FT_Face face = font->desc->font->ft_face;
	FT_CharMap map = face->charmap;

	read_face(font, face);
	if (map)
		FT_Set_Charmap(face, map);
}

static size_t from_name(const struct dt_pdf_font *font, const char *name, char *text)
{
	int ucs[DT_NAME_CHARACTERS];
	unsigned n = name ? dt_glyph_name_characters(name, ucs) : 0;

	return n ? put_all(font, ucs, (int)n, text) : 0;
}

/* Fonts that are addressed by glyph, without a table to Unicode, may still have a
 * character map or glyph names of their own. */
static size_t from_face(fz_context *ctx, struct dt_pdf_font *font, int cid, char *text)
{
	int gid = pdf_font_cid_to_gid(ctx, font->desc, cid), c = 0;
	char name[32];

	if (font->type3 || gid <= 0 || !font->desc->is_embedded || !font->desc->font ||
	    !font->desc->font->ft_face)
		return 0;
	if (!font->asked_glyphs)
		ask_face(font);
	if ((uint32_t)gid < font->n_from_glyph)
		c = (int)font->from_glyph[gid];
	if (c <= 0) {
		fz_get_glyph_name(ctx, font->desc->font, gid, name, sizeof(name));
		return from_name(font, name, text);
	}
	return put_all(font, &c, 1, text);
}

size_t dt_code_text(fz_context *ctx, struct dt_pdf_font *font, int cid, uint32_t code,
		    bool *guessed, char *text)
{
	const pdf_font_desc *desc = font->desc;
	int ucs[PDF_MRANGE_CAP];
	size_t n = 0;
	int count = 0;

	if (desc->to_unicode)
		count = pdf_lookup_cmap_full(desc->to_unicode, (unsigned)cid, ucs);
	if (count > 0)
		n = put_all(font, ucs, count, text);
	*guessed = n == 0 && desc->to_unicode;
	if (n == 0 && font->order) {
		ucs[0] = dt_font_ordered(font, (uint32_t)cid);
		n = ucs[0] > 0 ? put_all(font, ucs, 1, text) : 0;
		if (n)
			return n;
	}
	if (n == 0 && font->simple && code < 256 && font->names[code])
		n = from_name(font, font->names[code], text);
	if (n == 0 && (size_t)cid < desc->cid_to_ucs_len) {
		ucs[0] = desc->cid_to_ucs[cid];
		n = put_all(font, ucs, 1, text);
	}
	return n ? n : from_face(ctx, font, cid, text);
}

bool dt_text_is_space(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
			continue;
		if (c == 0xc2 && i + 1 < length && (unsigned char)text[i + 1] == 0xa0) {
			i++; /* no-break space */
			continue;
		}
		if (i + 2 < length &&
		    ((c == 0xe2 && (unsigned char)text[i + 1] == 0x80 &&
		      (unsigned char)text[i + 2] >= 0x80 && (unsigned char)text[i + 2] <= 0x8b) ||
		     (c == 0xe3 && (unsigned char)text[i + 1] == 0x80 &&
		      (unsigned char)text[i + 2] == 0x80))) {
			i += 2; /* U+2000..200B, U+3000 */
			continue;
		}
		return false;
	}
	return length > 0;
}
