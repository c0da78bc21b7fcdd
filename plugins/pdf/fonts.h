/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fonts.h - fonts of the source as tables from code to width and Unicode.
 *
 * MuPDF loads the font; a table entry is filled when its code is first seen and
 * read directly from then on.  A cache belongs to one open document of one lane
 * and is emptied between pages when it has grown large, so a font found on a page
 * is good until the page is done.  Fonts that have told all that is asked for are
 * unloaded between pages.
 */
#ifndef DT_PDF_FONTS_H
#define DT_PDF_FONTS_H

#include "document.h"

#include <doctranslate/payload.h>

enum {
	DT_CODE_KNOWN = 1,
	DT_CODE_SPACE = 2,
	DT_CODE_UNMAPPED = 4,
	DT_CODE_ABSENT = 8, /* not in the font's CMap */
	DT_CODE_SHARED = 16,
	DT_CODE_GUESSED = 32 /* not from the font's ToUnicode, though it has one */
};

struct dt_code {
	float width;   /* em; of vertical writing: the displacement downwards is negative */
	float vx, vy;  /* em: origin of vertical writing */
	uint32_t text; /* offset in the font's text */
	uint8_t text_length;
	uint8_t flags; /* DT_CODE_ */
	uint16_t reserved;
};

enum {
	DT_ORDER_NONE = 0,
	DT_ORDER_OT1,
	DT_ORDER_T1,
	DT_ORDER_TYPEWRITER,
	DT_ORDER_ASCII /* moved by order_shift */
};

struct dt_pdf_font {
	pdf_font_desc *desc; /* NULL: broken, or unloaded until a new code comes */
	struct dt_document *doc;
	const uint32_t *stamp; /* of its cache */
	uint32_t asked;	       /* stamp when a code was last filled in */
	pdf_obj *dict;	       /* kept */
	int object;	       /* 0: a direct dictionary */
	bool broken;	       /* MuPDF cannot load it: text is left alone */
	bool simple;	       /* one byte a code */
	bool two_bytes;	       /* every code has two bytes, CID = code */
	bool vertical, type3;
	double em;		    /* of a Type 3 font: its em in text space units of its size */
	struct dt_code *table[256]; /* by the high byte of the code, then the low byte */
	char *text;
	uint32_t text_used, text_room;
	uint32_t flags; /* DT_FONT_ */
	char name[96];
	float ascent, descent, weight;
	uint32_t *from_glyph; /* by glyph id: character of the font's own map, 0: none */
	uint32_t n_from_glyph;
	bool asked_glyphs;		 /* from_glyph was made, or cannot be */
	uint32_t page_stamp, page_index; /* the scan's own */
	int order;			 /* DT_ORDER_; see encodings.h */
	int order_shift;
	const char *names[256]; /* of a simple font's codes: of its /Differences; NULL: none */
	char *names_kept;	/* where they stand */
};

struct dt_font_cache {
	struct dt_pdf_font **at; /* pointers stay good while the array grows */
	uint32_t n, room;
	unsigned opened; /* dt_document.opened that it belongs to */
	uint32_t stamp;
};

/* Before each page. */
void dt_fonts_page(struct dt_font_cache *cache, struct dt_document *doc);
/* Empties it; the document must still be open if it has fonts. */
void dt_fonts_free(struct dt_font_cache *cache, struct dt_document *doc);

/* The font of a font dictionary.  May throw without memory. */
struct dt_pdf_font *dt_font_get(struct dt_font_cache *cache, struct dt_document *doc, pdf_obj *dict,
				pdf_obj *resources);

/* Code at s: *length bytes of it.  The entry, or NULL when the font's CMap has no such code
 * (then nothing is shown).  May throw without memory. */
const struct dt_code *dt_font_code(fz_context *ctx, struct dt_pdf_font *font,
				   const unsigned char *s, const unsigned char *end, uint32_t *code,
				   unsigned *length);

/* font_traits.c: name, flags, weight, ascent of a loaded font. */
void dt_font_traits(fz_context *ctx, struct dt_pdf_font *font);
/* Is it a typewriter face by its widths, or, without a name, one with serifs?  After its names are
 * read, before its order is found. */
void dt_font_find_pitch(fz_context *ctx, struct dt_pdf_font *font);
/* Flags that the name alone tells; *weight 400 when it tells none. [any] */
uint32_t dt_font_name_flags(const char *name, float *weight);

#endif /* DT_PDF_FONTS_H */
