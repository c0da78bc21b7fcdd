/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "standard_font.h"

#include "embed_maps.h"

#include <math.h>
#include <string.h>

/* Widths (thousandths of an em) that differ by less are the same, rounded otherwise. */
#define SAME_WIDTH 2

#define DOTLESS_I 0x131

/* Families that were made to have the same widths. */
static const struct {
	const char *file;
	unsigned family; /* into standard_names */
} families[] = {
	{ "LiberationSans", 0 }, { "LiberationSerif", 1 }, { "LiberationMono", 2 },
	{ "NimbusSans", 0 },	 { "NimbusRoman", 1 },	   { "NimbusMonoPS", 2 },
	{ "TeXGyreHeros", 0 },	 { "TeXGyreTermes", 1 },   { "TeXGyreCursor", 2 },
	{ "Arimo", 0 },		 { "Tinos", 1 },	   { "Cousine", 2 },
};

static const char *const styles[] = { "Regular", "Bold", "Italic", "BoldItalic" };

static const char *const standard_names[][DT_COUNT(styles)] = {
	{ "Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique" },
	{ "Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic" },
	{ "Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique" },
};

const char *dt_standard_font(const char *name)
{
	size_t length = strcspn(name, "-");
	const char *style = name[length] ? name + length + 1 : "Regular";

	for (size_t i = 0; i < DT_COUNT(families); i++) {
		if (strlen(families[i].file) != length ||
		    memcmp(families[i].file, name, length) != 0)
			continue;
		for (size_t k = 0; k < DT_COUNT(styles); k++)
			if (strcmp(styles[k], style) == 0)
				return standard_names[families[i].family][k];
	}
	return NULL;
}

/* All signs that have a byte of their own are in Windows' code page, but one. */
static const char *glyph_name(uint32_t sign)
{
	int code;

	if (sign == DOTLESS_I)
		return "dotlessi";
	code = sign ? fz_windows_1252_from_unicode((int)sign) : -1;
	return code > 0 && code < 256 ? fz_glyph_name_from_windows_1252[code] : NULL;
}

struct signs {			/* that the face paints */
	const char *names[256]; /* by byte; NULL: it does not */
	uint32_t codes[256];	/* of the face, by byte */
	bool same_text;		/* each stands for what its name says */
};

/* UTF-8 of signs up to U+FFFF. */
static bool is_text_of(const char *text, uint32_t sign)
{
	char bytes[4] = { 0 };

	if (sign < 0x80) {
		bytes[0] = (char)sign;
	} else if (sign < 0x800) {
		bytes[0] = (char)(0xc0 | sign >> 6);
		bytes[1] = (char)(0x80 | (sign & 0x3f));
	} else {
		bytes[0] = (char)(0xe0 | sign >> 12);
		bytes[1] = (char)(0x80 | (sign >> 6 & 0x3f));
		bytes[2] = (char)(0x80 | (sign & 0x3f));
	}
	return text && strcmp(text, bytes) == 0;
}

/* False when one of them has no byte, no name, or another width in the reader's font. */
static bool find_signs(fz_context *ctx, fz_font *font, const struct dt_used_face *face,
		       const struct dt_subset *subset, struct signs *signs)
{
	memset(signs, 0, sizeof(*signs));
	signs->same_text = true;
	for (uint32_t i = 0; i < subset->n; i++) {
		struct dt_short code;
		uint32_t sign;
		int glyph;

		if (!subset->used[i])
			continue;
		code = dt_short_code(&subset->codes, i, subset->ids[i]);
		sign = code.length == 1 ? dt_short_sign(code.number) : 0;
		if (!glyph_name(sign))
			return false;
		glyph = fz_encode_character_by_glyph_name(ctx, font, glyph_name(sign));
		if (glyph <= 0 || fabsf(1000 * fz_advance_glyph(ctx, font, glyph, 0) -
					subset->widths[i]) >= SAME_WIDTH)
			return false;
		signs->names[code.number] = glyph_name(sign);
		signs->codes[code.number] = i;
		signs->same_text = signs->same_text && is_text_of(dt_faces_text(face, i), sign);
	}
	return true;
}

static bool fits(fz_context *ctx, const char *name, const struct dt_used_face *face,
		 const struct dt_subset *subset, struct signs *signs)
{
	fz_font *font = fz_new_base14_font(ctx, name);
	bool does = false;

	fz_var(does);
	fz_try(ctx)
	{
		does = find_signs(ctx, font, face, subset, signs);
	}
	fz_always(ctx)
	{
		fz_drop_font(ctx, font);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return does;
}

static void put_encoding(fz_context *ctx, pdf_obj *font, const struct signs *signs)
{
	pdf_obj *encoding, *differences = NULL;
	int last = -1;

	for (int i = 0; i < 256; i++) {
		const char *usual = fz_glyph_name_from_win_ansi[i];

		if (!signs->names[i] || (usual && strcmp(usual, signs->names[i]) == 0))
			continue;
		if (!differences) {
			encoding = pdf_dict_put_dict(ctx, font, PDF_NAME(Encoding), 2);
			pdf_dict_put(ctx, encoding, PDF_NAME(BaseEncoding),
				     PDF_NAME(WinAnsiEncoding));
			differences = pdf_dict_put_array(ctx, encoding, PDF_NAME(Differences), 32);
		}
		if (i != last + 1 || last < 0)
			pdf_array_push_int(ctx, differences, i);
		pdf_array_push_name(ctx, differences, signs->names[i]);
		last = i;
	}
	if (!differences)
		pdf_dict_put(ctx, font, PDF_NAME(Encoding), PDF_NAME(WinAnsiEncoding));
}

static void put_text(fz_context *ctx, struct dt_writer *w, pdf_obj *font,
		     const struct dt_used_face *face, const struct signs *signs)
{
	struct dt_embedded f = { .w = w, .face = face };
	struct dt_tounicode map;

	if (signs->same_text)
		return;
	f.to_unicode = dt_writer_number(w);
	dt_tounicode_begin(&map, "<00> <FF>\n", 1);
	for (uint32_t i = 0; i < 256; i++)
		if (signs->names[i] && dt_faces_text(face, signs->codes[i]))
			dt_tounicode_add(&map, i, 1, dt_faces_text(face, signs->codes[i]));
	dt_embed_map(ctx, &f, &map);
	pdf_dict_put_drop(ctx, font, PDF_NAME(ToUnicode),
			  pdf_new_indirect(ctx, w->pdf, (int)f.to_unicode, 0));
}

static void write(fz_context *ctx, struct dt_writer *w, const char *name,
		  const struct dt_used_face *face, const struct signs *signs, uint32_t object)
{
	pdf_obj *font = pdf_new_dict(ctx, w->pdf, 5);

	fz_try(ctx)
	{
		pdf_dict_put(ctx, font, PDF_NAME(Type), PDF_NAME(Font));
		pdf_dict_put(ctx, font, PDF_NAME(Subtype), PDF_NAME(Type1));
		pdf_dict_put_name(ctx, font, PDF_NAME(BaseFont), name);
		put_encoding(ctx, font, signs);
		put_text(ctx, w, font, face, signs);
		dt_writer_object(ctx, w, object, font);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, font);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

bool dt_standard_font_write(fz_context *ctx, struct dt_writer *w, const struct dt_used_face *face,
			    const struct dt_subset *subset, uint32_t object)
{
	const char *name = dt_standard_font(face->name);
	struct signs signs;

	if (!name || face->embed || w->claims.archive || w->claims.access || !subset->codes.bytes ||
	    pdf_version(ctx, w->pdf) >= 20 || !fits(ctx, name, face, subset, &signs))
		return false;
	write(ctx, w, name, face, &signs, object);
	return true;
}
