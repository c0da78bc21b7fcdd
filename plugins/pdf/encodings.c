/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "encodings.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- tables ---- */

/* OT1 where it is not ASCII: codes 0 to 31. */
static const uint16_t ot1_low[32] = {
	0x393,	0x394,	0x398,	0x39b,	0x39e,	0x3a0, 0x3a3, 0x3a5, 0x3a6, 0x3a8, 0x3a9,
	0xfb00, 0xfb01, 0xfb02, 0xfb03, 0xfb04, 0x131, 0x237, '`',   0xb4,  0x2c7, 0x2d8,
	0xaf,	0x2da,	0xb8,	0xdf,	0xe6,	0x153, 0xf8,  0xc6,  0x152, 0xd8,
};
static const uint16_t t1_low[32] = {
	'`',	0xb4,	0x2c6,	0x2dc,	0xa8,	0x2dd,	0x2da,	0x2c7,	0x2d8,	0xaf,	0x2d9,
	0xb8,	0x2db,	0x201a, 0x2039, 0x203a, 0x201c, 0x201d, 0x201e, 0xab,	0xbb,	0x2013,
	0x2014, 0x200c, 0x2080, 0x131,	0x237,	0xfb00, 0xfb01, 0xfb02, 0xfb03, 0xfb04,
};
/* T1 from 128 to 191; from 192 on it is Latin-1 but for a few. */
static const uint16_t t1_high[64] = {
	0x102, 0x104, 0x106, 0x10c, 0x10e, 0x11a, 0x118, 0x11e, 0x139, 0x13d, 0x141, 0x143, 0x147,
	0x14a, 0x150, 0x154, 0x158, 0x160, 0x15a, 0x15e, 0x164, 0x162, 0x170, 0x16e, 0x178, 0x179,
	0x17d, 0x17b, 0x132, 0x130, 0x111, 0xa7,  0x103, 0x105, 0x107, 0x10d, 0x10f, 0x11b, 0x119,
	0x11f, 0x13a, 0x13e, 0x142, 0x144, 0x148, 0x14b, 0x151, 0x155, 0x159, 0x161, 0x15b, 0x15f,
	0x165, 0x163, 0x171, 0x16f, 0xff,  0x17a, 0x17e, 0x17c, 0x133, 0xa1,  0xbf,  0xa3,
};
/* The typewriter fonts have ASCII, and these instead of ligatures. */
static const uint16_t typewriter_low[5] = { 0x2191, 0x2193, '\'', 0xa1, 0xbf };

static int ascii_of_tex(uint32_t code)
{
	return code == '\'' ? 0x2019 : code == '`' ? 0x2018 : (int)code;
}

static int ot1(uint32_t code)
{
	switch (code) {
	case '"':
		return 0x201d;
	case '<':
		return 0xa1;
	case '>':
		return 0xbf;
	case '\\':
		return 0x201c;
	case '^':
		return 0x2c6;
	case '_':
		return 0x2d9;
	case '{':
		return 0x2013;
	case '|':
		return 0x2014;
	case '}':
		return 0x2dd;
	case '~':
		return 0x2dc;
	case 127:
		return 0xa8;
	default:
		return code < 32 ? ot1_low[code] : code < 127 ? ascii_of_tex(code) : 0;
	}
}

static int t1(uint32_t code)
{
	if (code < 32)
		return t1_low[code];
	if (code < 127)
		return ascii_of_tex(code);
	if (code == 127)
		return '-';
	if (code < 192)
		return t1_high[code - 128];
	switch (code) {
	case 0xd7:
		return 0x152;
	case 0xdf:
		return 0x1e9e;
	case 0xf7:
		return 0x153;
	case 0xff:
		return 0xdf;
	default:
		return code < 256 ? (int)code : 0;
	}
}

static int typewriter(uint32_t code)
{
	if (code >= 11 && code < 16)
		return typewriter_low[code - 11];
	return code >= 33 && code < 127 ? ascii_of_tex(code) : ot1(code);
}

int dt_font_ordered(const struct dt_pdf_font *font, uint32_t code)
{
	int character;

	switch (font->order) {
	case DT_ORDER_OT1:
		return ot1(code);
	case DT_ORDER_T1:
		return t1(code);
	case DT_ORDER_TYPEWRITER:
		return typewriter(code);
	case DT_ORDER_ASCII:
		character = (int)code + font->order_shift;
		return character >= 32 && character < 127 ? character : 0;
	default:
		return 0;
	}
}

/* Where "a" stands in the order that Adobe's Latin fonts and that Windows' TrueType fonts have. */
#define ADOBE_A	   66
#define TRUETYPE_A 68

/* ---- do the widths fit? ---- */

struct letters {
	double width[26]; /* 0: not in the font */
	unsigned n;
	double body; /* mean of the common round letters */
};

static void measure(fz_context *ctx, const struct dt_pdf_font *font, int code_of_a,
		    struct letters *letters)
{
	static const char body[] = "aceghnopuvxysdbkqz";
	const pdf_font_desc *desc = font->desc;
	double sum = 0;
	unsigned n = 0;

	memset(letters, 0, sizeof(*letters));
	for (int i = 0; i < 26; i++) {
		int w = pdf_lookup_hmtx(ctx, (pdf_font_desc *)(uintptr_t)desc, code_of_a + i).w;

		if (w <= 0 || (!font->type3 && w == desc->dhmtx.w))
			continue;
		letters->width[i] = w;
		letters->n++;
		if (strchr(body, 'a' + i)) {
			sum += w;
			n++;
		}
	}
	letters->body = n ? sum / n : 0;
}

static bool between(const struct letters *letters, const char *which, double least, double most)
{
	for (; *which; which++) {
		double w = letters->width[*which - 'a'] / letters->body;

		if (w > 0 && (w < least || w > most))
			return false;
	}
	return true;
}

static bool alike(const struct letters *letters, const char *which, double difference)
{
	double first = 0;

	for (; *which; which++) {
		double w = letters->width[*which - 'a'];

		if (w > 0 && first > 0 && fabs(w - first) > difference * first)
			return false;
		if (w > 0 && !(first > 0))
			first = w;
	}
	return true;
}

/* Roman type of whatever design; a fixed pitch fits any order and proves nothing. */
static bool fits_latin(const struct letters *letters)
{
	return letters->n >= 10 && letters->body > 0 && between(letters, "m", 1.3, 2.1) &&
	       between(letters, "w", 1.1, 2) && between(letters, "ijl", 0.3, 0.75) &&
	       between(letters, "ftr", 0.4, 0.95) &&
	       between(letters, "abcdeghknopqsuvxyz", 0.68, 1.35) && alike(letters, "hnu", 0.1) &&
	       alike(letters, "bdpq", 0.14) &&
	       (letters->width['i' - 'a'] > 0 || letters->width['l' - 'a'] > 0) &&
	       letters->width['n' - 'a'] + letters->width['h' - 'a'] > 0;
}

/* ---- TeX's bitmap fonts ---- */

struct bitmap_font {
	unsigned n, low_letters;
	bool f_ligatures_ot1, f_ligatures_t1, high;
};

/* Are all glyphs named by their code, /a65 at 65? */
static bool read_names(fz_context *ctx, pdf_obj *differences, struct bitmap_font *found)
{
	int n = pdf_array_len(ctx, differences), code = 0;

	memset(found, 0, sizeof(*found));
	for (int i = 0; i < n; i++) {
		pdf_obj *one = pdf_array_get(ctx, differences, i);
		const char *name = pdf_to_name(ctx, one);
		char *end;

		if (!pdf_is_name(ctx, one)) {
			code = pdf_to_int(ctx, one);
			continue;
		}
		if (strcmp(name, ".notdef") != 0) {
			if (!isalpha((unsigned char)name[0]) || !isdigit((unsigned char)name[1]) ||
			    strtol(name + 1, &end, 10) != code || *end)
				return false;
			found->n++;
			found->low_letters += code >= 'a' && code <= 'z';
			found->f_ligatures_ot1 |= code >= 11 && code <= 13;
			found->f_ligatures_t1 |= code >= 27 && code <= 29;
			found->high |= code >= 128;
		}
		code++;
	}
	return found->n > 0;
}

/* The letters of math italic are no text: its "b" is much narrower than its "a". */
static bool is_math_italic(const struct letters *letters)
{
	double a = letters->width[0], b = letters->width[1];

	return a > 0 && b > 0 && b < 0.87 * a;
}

static bool is_fixed(const struct letters *letters)
{
	return letters->n > 4 && between(letters, "abcdefghijklmnopqrstuvwxyz", 0.97, 1.03);
}

static void find_tex_order(fz_context *ctx, struct dt_pdf_font *font)
{
	pdf_obj *encoding = pdf_dict_get(ctx, font->dict, PDF_NAME(Encoding));
	pdf_obj *differences = pdf_dict_get(ctx, encoding, PDF_NAME(Differences));
	struct bitmap_font found;
	struct letters letters;

	if (!read_names(ctx, differences, &found))
		return;
	measure(ctx, font, 'a', &letters);
	if (is_math_italic(&letters) || found.low_letters < 4)
		return;
	if (font->flags & DT_FONT_MONO || is_fixed(&letters))
		font->order = DT_ORDER_TYPEWRITER;
	else
		font->order = found.high || (found.f_ligatures_t1 && !found.f_ligatures_ot1)
				      ? DT_ORDER_T1
				      : DT_ORDER_OT1;
}

void dt_font_find_order(fz_context *ctx, struct dt_pdf_font *font)
{
	struct letters letters;

	font->order = DT_ORDER_NONE;
	if (font->type3) {
		find_tex_order(ctx, font);
		return;
	}
	if (!font->two_bytes || font->vertical || font->desc->to_unicode)
		return;
	for (int code = 33; code < 200; code++) {
		measure(ctx, font, code, &letters);
		if (!fits_latin(&letters) ||
		    (letters.n < 14 && code != ADOBE_A && code != TRUETYPE_A))
			continue;
		font->order = font->order ? DT_ORDER_NONE : DT_ORDER_ASCII;
		font->order_shift = 'a' - code;
		if (!font->order)
			return; /* two that fit: none is sure */
	}
}
