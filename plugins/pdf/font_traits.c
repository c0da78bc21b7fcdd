/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "fonts.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PITCH_ERROR    2   /* thousandths of an em: widths are rounded */
#define FEWEST_LETTERS 3   /* of one width that tell a fixed pitch */
#define SLIM_BY_N      47  /* hundredths of an n: the least of a slim letter with feet */
#define SLIM_BY_E      57  /* the same of an e */
#define WIDEST_PITCH   750 /* thousandths: all signs of Chinese are of one width, too, an em */

static bool has(const char *name, const char *part)
{
	return strcasestr(name, part) != NULL;
}

/* TeX's font names: a family tag, then the design size. */
static bool is_tex(const char *name, const char *tag)
{
	size_t n = strlen(tag);

	return strncasecmp(name, tag, n) == 0 && (isdigit((unsigned char)name[n]) || name[n] == 0 ||
						  name[n] == '-' || name[n] == '_');
}

static bool is_one_of(const char *name, const char *const *tags)
{
	for (; *tags; tags++)
		if (is_tex(name, *tags))
			return true;
	return false;
}

static bool is_math(const char *name)
{
	static const char *const tags[] = { "CMMI",	    "CMMIB",	     "CMSY",
					    "CMBSY",	    "CMEX",	     "MSAM",
					    "MSBM",	    "EUFM",	     "EUSM",
					    "EURM",	    "EUEX",	     "RSFS",
					    "LMMathItalic", "LMMathSymbols", "LMMathExtension",
					    "wasy",	    "stmary",	     "txsy",
					    "txex",	    "txmia",	     "rtxmi",
					    "pxsy",	    "pxex",	     "rpxmi",
					    "MTMI",	    "MTSY",	     "MTEX",
					    "RMTMI",	    "esint",	     "DSROM",
					    "bbold",	    "ntxmi",	     "ntxsy",
					    "ntxexx",	    "zplmr7m",	     "zplmr7y",
					    "zplmr7v",	    "fxm",	     NULL };

	return is_one_of(name, tags) || has(name, "Math") || has(name, "MT-Extra") ||
	       has(name, "MTExtra") || has(name, "Symbol") || has(name, "STIXSiz") ||
	       has(name, "STIXGeneral") || strncmp(name, "SymbolMT", 8) == 0;
}

/* Japanese families number their weights, W3 is the one of books. */
static float numbered_weight(const char *name)
{
	const char *w = strrchr(name, '-');

	if (!w || w[1] != 'W' || !isdigit((unsigned char)w[2]) || w[3])
		return 0;
	return w[2] <= '4' ? 400 : (float)(w[2] - '0') * 100;
}

static float name_weight(const char *name)
{
	static const char *const tex_bold[] = { "CMBX",	  "CMB",   "CMBXTI", "CMBXSL", "CMSSBX",
						"CMSSDC", "CMMIB", "CMBSY",  "SFBX",   "SFSX",
						"SFBI",	  "ECBX",  "LMBX",   NULL };

	if (numbered_weight(name) > 0)
		return numbered_weight(name);
	if (has(name, "semibold") || has(name, "demi"))
		return 600;
	if (has(name, "extrabold") || has(name, "ultrabold"))
		return 800;
	if (has(name, "black") || has(name, "heavy"))
		return 900;
	if (has(name, "bold") || is_one_of(name, tex_bold) || strncmp(name, "CMBX", 4) == 0)
		return 700;
	if (has(name, "medium") || has(name, "-Medi"))
		return has(name, "-Medi") && !has(name, "-Medium") ? 700 : 500;
	if (has(name, "extralight") || has(name, "ultralight") || has(name, "hairline"))
		return 200;
	if (has(name, "light"))
		return 300;
	if (has(name, "thin"))
		return 100;
	return 400;
}

static bool is_mono(const char *name)
{
	static const char *const tags[] = { "CMTT", "CMSLTT", "CMITT", "CMTCSC", "SFTT",  "SFIT",
					    "SFST", "ECTT",   "CMVTT", "txtt",	 "t1xtt", NULL };

	return is_one_of(name, tags) || has(name, "Mono") || has(name, "Courier") ||
	       has(name, "Consol") || has(name, "Typewriter") || has(name, "Inconsolata") ||
	       has(name, "Menlo") || has(name, "Code-") || has(name, "SourceCode") ||
	       has(name, "LetterGothic") || has(name, "NimbusMon") || has(name, "beramono");
}

static bool is_part(const char *name, const char *const *parts)
{
	for (; *parts; parts++)
		if (has(name, *parts))
			return true;
	return false;
}

/* Faces with thick and thin strokes, those of a brush among them. */
static bool is_east_asian_serif(const char *name)
{
	static const char *const parts[] = { "Mincho",	"HiraMin", "HeiseiMin", "KozMin",
					     "Ryumin",	"HanaMin", "Song",	"SimSun",
					     "MSung",	"LSung",   "Ming",	"Kaiti",
					     "KaiShu",	"DFKai",   "UKai",	"SimKai",
					     "Batang",	"Myungjo", "Myeongjo",	"MyeongJo",
					     "Gungsuh", NULL };

	return is_part(name, parts);
}

static bool is_east_asian_sans(const char *name)
{
	static const char *const parts[] = { "Kaku",   "HiraMaru", "KozGo", "Heiti", "SimHei",
					     "YaHei",  "JhengHei", "MHei",  "Dotum", "Gulim",
					     "Malgun", "Meiryo",   "Osaka", NULL };

	return is_part(name, parts);
}

static bool is_sans(const char *name)
{
	return is_east_asian_sans(name) || has(name, "Sans") || has(name, "Helvet") ||
	       has(name, "Arial") || has(name, "Gothic") || has(name, "Verdana") ||
	       has(name, "Calibri") || has(name, "Tahoma") || has(name, "CMSS") ||
	       has(name, "SFSS") || has(name, "Univers") || has(name, "Frutiger") ||
	       has(name, "Futura") || has(name, "Myriad") || has(name, "Roboto") ||
	       has(name, "Segoe") || has(name, "Trebuchet") || has(name, "Lato") ||
	       has(name, "Grotesk");
}

static bool is_serif(const char *name)
{
	static const char *const tags[] = { "CMR",  "CMTI", "CMBX",   "CMSL",	"CMCSC",
					    "CMB",  "CMU",  "CMBXTI", "CMBXSL", "SFRM",
					    "SFTI", "SFBX", "SFCC",   "SFSL",	"SFBI",
					    "ECRM", "ECTI", "ECBX",   "CMMI",	NULL };

	if (is_sans(name))
		return false;
	return is_one_of(name, tags) || has(name, "Times") || has(name, "Serif") ||
	       has(name, "Roman") || has(name, "Garamond") || has(name, "Georgia") ||
	       has(name, "Palatino") || has(name, "Pala") || has(name, "Minion") ||
	       has(name, "Book") || has(name, "Century") || has(name, "Cambria") ||
	       has(name, "Libertine") || has(name, "NimbusRom") || has(name, "Charter") ||
	       has(name, "Utopia") || is_east_asian_serif(name) || has(name, "Termes") ||
	       has(name, "Pagella") || has(name, "Caslon") || has(name, "Baskerville");
}

static bool is_italic(const char *name)
{
	static const char *const tags[] = { "CMTI",   "CMSL", "CMBXTI", "CMBXSL", "CMSSI", "CMITT",
					    "CMSLTT", "CMMI", "CMMIB",	"SFTI",	  "SFSL",  "SFBI",
					    "SFSI",   "SFIT", "ECTI",	"ECSL",	  NULL };

	return is_one_of(name, tags) || has(name, "Italic") || has(name, "Oblique") ||
	       has(name, "Slant") || has(name, "Kursiv") || has(name, "-Ital") ||
	       has(name, "ReguItal") || has(name, "BoldItal") || has(name, "Cursive");
}

uint32_t dt_font_name_flags(const char *name, float *weight)
{
	uint32_t flags = 0;

	*weight = name_weight(name);
	if (*weight >= 600)
		flags |= DT_FONT_BOLD;
	if (is_italic(name))
		flags |= DT_FONT_ITALIC;
	if (is_mono(name))
		flags |= DT_FONT_MONO;
	if (is_serif(name))
		flags |= DT_FONT_SERIF;
	if (is_math(name))
		flags |= DT_FONT_MATH;
	if (is_tex(name, "CMCSC") || is_tex(name, "SFCC") || has(name, "SmallCap") ||
	    has(name, "-Caps") || has(name, "SmCap"))
		flags |= DT_FONT_SMALL_CAPS;
	if (has(name, "Condensed") || has(name, "Narrow") || has(name, "Compressed") ||
	    has(name, "-Cond") || has(name, "Cond-"))
		flags |= DT_FONT_CONDENSED;
	return flags;
}

/* "ABCDEF+Name" and "Name,Bold": subset tag off, comma as a hyphen. */
static void clean_name(const char *from, char *to, size_t room)
{
	size_t n = 0;

	while (n < 6 && from[n] >= 'A' && from[n] <= 'Z')
		n++;
	if (n == 6 && from[6] == '+')
		from += 7;
	snprintf(to, room, "%s", from);
	for (char *p = to; *p; p++)
		if (*p == ',')
			*p = '-';
}

static pdf_obj *descriptor_of(fz_context *ctx, pdf_obj *dict, pdf_obj **base)
{
	pdf_obj *kids = pdf_dict_get(ctx, dict, PDF_NAME(DescendantFonts));

	if (pdf_is_array(ctx, kids))
		dict = pdf_array_get(ctx, kids, 0);
	*base = pdf_dict_get(ctx, dict, PDF_NAME(BaseFont));
	return pdf_dict_get(ctx, dict, PDF_NAME(FontDescriptor));
}

static bool is_square(uint32_t c)
{
	return (c >= 0x3041 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
	       (c >= 0xac00 && c <= 0xd7a3);
}

/* Are there ideographs, kana or Hangul among its characters?  All of those are of one width, so
 * that their font is said to have a fixed pitch, and is no typewriter for that. */
static bool has_squares(const pdf_font_desc *desc)
{
	for (const pdf_cmap *map = desc->to_unicode; map; map = map->usecmap) {
		for (int i = 0; i < map->rlen; i++)
			if (is_square(map->ranges[i].out))
				return true;
		for (int i = 0; i < map->xlen; i++)
			if (is_square(map->xranges[i].out))
				return true;
	}
	return false;
}

static void file_flags(fz_context *ctx, struct dt_pdf_font *font, pdf_obj *descriptor)
{
	const pdf_font_desc *desc = font->desc;
	int flags = desc->flags;
	float weight = pdf_to_real(ctx, pdf_dict_gets(ctx, descriptor, "FontWeight"));
	float lean = -pdf_to_real(ctx, pdf_dict_get(ctx, descriptor, PDF_NAME(ItalicAngle)));

	if ((flags & PDF_FD_FIXED_PITCH) && !has_squares(desc))
		font->flags |= DT_FONT_MONO;
	if ((flags & PDF_FD_SERIF) && !is_sans(font->name))
		font->flags |= DT_FONT_SERIF;
	if (flags & PDF_FD_ITALIC || (lean > 4 && lean < 30))
		font->flags |= DT_FONT_ITALIC;
	if (flags & PDF_FD_SMALL_CAP)
		font->flags |= DT_FONT_SMALL_CAPS;
	if (flags & PDF_FD_FORCE_BOLD)
		font->flags |= DT_FONT_BOLD;
	if (!font->type3 && fz_font_is_bold(ctx, desc->font) && desc->is_embedded)
		font->flags |= DT_FONT_BOLD;
	if (weight >= 100 && weight <= 900 && weight != 400)
		font->weight = weight;
	if (font->weight >= 600)
		font->flags |= DT_FONT_BOLD;
	if ((font->flags & DT_FONT_BOLD) && font->weight < 600)
		font->weight = 700;
	if (font->type3)
		font->flags |= DT_FONT_TYPE3;
	if (desc->is_embedded || font->type3)
		font->flags |= DT_FONT_EMBEDDED;
	if (font->vertical)
		font->flags |= DT_FONT_VERTICAL;
}

/* Is the code the letter that it is in ASCII?  Type 3 fonts name their glyphs as they like. */
static bool is_letter(const struct dt_pdf_font *font, int code)
{
	const char *name = font->names[code];

	return font->type3 || !name || (name[0] == code && !name[1]);
}

/* Many names say nothing, and many descriptors forget the flag.  In a typewriter face alone a
 * slim or a broad letter is as wide as a round one; the round ones alone, or digits, are of one
 * width in others, too.  All other glyphs have to be of that width as well. */
static bool is_fixed_pitch(fz_context *ctx, const struct dt_pdf_font *font)
{
	static const char slim_or_broad[] = "fijlmrtwIMW";
	const pdf_font_desc *desc = font->desc;
	unsigned round = 0, others = 0;
	int pitch = 0;

	for (int code = 33; code < 256; code++) {
		int w = pdf_lookup_hmtx(ctx, (pdf_font_desc *)(uintptr_t)desc, code).w;

		/* what a font has no glyph for has its default width, or none */
		if (w <= 0 || (!font->type3 && w == desc->dhmtx.w))
			continue;
		if (w > WIDEST_PITCH || (pitch && abs(w - pitch) > PITCH_ERROR))
			return false;
		pitch = pitch ? pitch : w;
		if (code < 128 && isalpha(code) && is_letter(font, code))
			strchr(slim_or_broad, code) ? others++ : round++;
	}
	return round > 0 && others > 0 && round + others >= FEWEST_LETTERS;
}

static int letter_width(fz_context *ctx, const struct dt_pdf_font *font, char letter)
{
	return pdf_lookup_hmtx(ctx, font->desc, (unsigned char)letter).w;
}

/* Fonts of bitmaps have no names.  With feet a slim letter is about half as wide as an n (.48 to
 * .56 in Bookman, Computer Modern, Garamond, Palatino, Times), without them narrower (.40 to .46
 * in Calibri, Computer Modern Sans, Helvetica, Verdana); against an e it is .60 to .67 and .40 to
 * .54. */
static bool has_feet(fz_context *ctx, const struct dt_pdf_font *font)
{
	int n = letter_width(ctx, font, 'n'), e = letter_width(ctx, font, 'e');
	int i = letter_width(ctx, font, 'i'), l = letter_width(ctx, font, 'l');
	int slim = i > 0 && l > 0 ? (i + l) / 2 : i > 0 ? i : l;

	if (slim <= 0)
		return false;
	if (n > 0)
		return 100 * slim >= SLIM_BY_N * n;
	return e > 0 && 100 * slim >= SLIM_BY_E * e;
}

void dt_font_find_pitch(fz_context *ctx, struct dt_pdf_font *font)
{
	bool signs = font->flags & DT_FONT_MATH || has(font->name, "Dingbats");

	if (font->simple && !signs && !(font->flags & DT_FONT_MONO) && is_fixed_pitch(ctx, font))
		font->flags |= DT_FONT_MONO;
	if (font->type3 && !signs && !(font->flags & (DT_FONT_MONO | DT_FONT_SERIF)) &&
	    !is_sans(font->name) && has_feet(ctx, font))
		font->flags |= DT_FONT_SERIF;
}

void dt_font_traits(fz_context *ctx, struct dt_pdf_font *font)
{
	pdf_obj *base = NULL, *descriptor = descriptor_of(ctx, font->dict, &base);
	const char *name = pdf_to_name(ctx, base);

	if (!*name)
		name = pdf_dict_get_name(ctx, descriptor, PDF_NAME(FontName));
	if (!*name)
		name = pdf_dict_get_name(ctx, font->dict, PDF_NAME(Name));
	clean_name(name, font->name, sizeof(font->name));
	font->flags = dt_font_name_flags(font->name, &font->weight);
	file_flags(ctx, font, descriptor);
	font->ascent = font->desc->ascent / 1000;
	font->descent = -fabsf(font->desc->descent) / 1000;
	/* descriptors often hold nonsense */
	if (!(font->ascent > 0.4F && font->ascent < 1.4F))
		font->ascent = 0.8F;
	if (!(font->descent < -0.05F && font->descent > -0.8F))
		font->descent = -0.22F;
}
