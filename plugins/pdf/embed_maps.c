/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "embed_maps.h"

/* Where codes begin and end: short_codes.h. */
#define SHORT_SPACES "<02> <BF>\n<C000> <FFFF>\n"
#define PLAIN_SPACES "<0000> <FFFF>\n"

void dt_embed_data(fz_context *ctx, struct dt_embedded *f, uint32_t number,
		   void (*fill)(fz_context *, struct dt_embedded *, pdf_obj *), const void *data,
		   size_t size)
{
	pdf_obj *dict = pdf_new_dict(ctx, f->w->pdf, 6);

	fz_try(ctx)
	{
		if (fill)
			fill(ctx, f, dict);
		dt_writer_deflate(ctx, f->w, number, dict, data, size);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, dict);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

uint32_t dt_cid_of(const struct dt_subset *s, uint32_t code)
{
	return s->to_cid ? s->to_cid[code] : code;
}

static struct dt_short code_of(const struct dt_embedded *f, uint32_t code)
{
	return dt_short_code(&f->subset->codes, code, f->subset->ids[code]);
}

static void map_code(struct dt_embedded *f, struct dt_tounicode *map, uint32_t code)
{
	const char *text = dt_faces_text(f->face, code);
	struct dt_short in_content = code_of(f, code);

	/* a code of its own without text is a part of the sign before: with no entry
	 * some readers give a sign for what is unknown, with a word joiner nothing */
	if (!text && f->face->texts[code] && f->face->ids[code] != code)
		text = "\xe2\x81\xa0";
	if (text)
		dt_tounicode_add(map, in_content.number, in_content.length, text);
}

/* A code that is not used: with it those around are codes in a row. */
static void map_unused(struct dt_tounicode *map, unsigned byte)
{
	uint32_t sign = dt_short_sign(byte);
	char text[3] = { (char)sign, 0, 0 };

	if (byte < 0x20 || !sign)
		return;
	if (sign >= 0x80) {
		text[0] = (char)(0xc0 | sign >> 6);
		text[1] = (char)(0x80 | (sign & 0x3f));
	}
	dt_tounicode_add(map, byte, 1, text);
}

/* Those of one byte come first, and in their order. */
static void map_codes(struct dt_embedded *f, struct dt_tounicode *map)
{
	uint32_t by_byte[256], i;

	for (i = 0; i < 256; i++)
		by_byte[i] = DT_NONE;
	for (i = 0; i < f->subset->n; i++)
		if (f->subset->used[i] && code_of(f, i).length == 1)
			by_byte[code_of(f, i).number] = i;
	for (i = 0; i < 256; i++) {
		if (by_byte[i] != DT_NONE)
			map_code(f, map, by_byte[i]);
		else if (f->subset->codes.bytes)
			map_unused(map, i);
	}
	for (i = 0; i < f->subset->n; i++)
		if (code_of(f, i).length != 1)
			map_code(f, map, i);
}

void dt_embed_map(fz_context *ctx, struct dt_embedded *f, struct dt_tounicode *map)
{
	fz_try(ctx)
	{
		if (!dt_tounicode_end(map))
			fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for a ToUnicode map");
		dt_embed_data(ctx, f, f->to_unicode, NULL, map->out.at, map->out.used);
	}
	fz_always(ctx)
	{
		dt_tounicode_free(map);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

void dt_embed_to_unicode(fz_context *ctx, struct dt_embedded *f)
{
	bool is_short = f->subset->codes.bytes != NULL;
	struct dt_tounicode map;

	dt_tounicode_begin(&map, is_short ? SHORT_SPACES : PLAIN_SPACES, is_short ? 2 : 1);
	/* a reader that goes by CIDs takes those of a row to be in a row as well */
	map.single = !is_short && f->subset->kind == DT_SUBSET_CFF;
	map_codes(f, &map);
	dt_embed_map(ctx, f, &map);
}

void dt_embed_glyph_map(fz_context *ctx, struct dt_embedded *f)
{
	const struct dt_subset *s = f->subset;
	unsigned char *bytes = fz_calloc(ctx, 65536, 2);
	uint32_t i, n = 0;

	for (i = 0; i < s->n; i++) {
		uint32_t cid = dt_cid_of(s, i);

		if (!s->used[i])
			continue;
		bytes[2 * cid] = (unsigned char)(s->to_glyph[i] >> 8);
		bytes[2 * cid + 1] = (unsigned char)s->to_glyph[i];
		n = cid >= n ? cid + 1 : n;
	}
	fz_try(ctx)
	{
		dt_embed_data(ctx, f, f->to_glyph, NULL, bytes, (size_t)n * 2);
	}
	fz_always(ctx)
	{
		fz_free(ctx, bytes);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

void dt_embed_cids(fz_context *ctx, struct dt_embedded *f)
{
	unsigned char *bits = fz_calloc(ctx, 8192, 1);
	uint32_t i, last = 0;

	bits[0] = 0x80;
	for (i = 0; i < f->subset->n; i++) {
		uint32_t cid = dt_cid_of(f->subset, i);

		if (!f->subset->used[i])
			continue;
		bits[cid / 8] |= (unsigned char)(0x80 >> cid % 8);
		last = cid > last ? cid : last;
	}
	fz_try(ctx)
	{
		dt_embed_data(ctx, f, f->cids, NULL, bits, last / 8 + 1);
	}
	fz_always(ctx)
	{
		fz_free(ctx, bits);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static void fill_encoding(fz_context *ctx, struct dt_embedded *f, pdf_obj *dict)
{
	pdf_obj *info;

	pdf_dict_put_name(ctx, dict, PDF_NAME(Type), "CMap");
	pdf_dict_puts_drop(ctx, dict, "CMapName",
			   pdf_new_name(ctx, f->vertical ? DT_CMAP_NAME_VERTICAL : DT_CMAP_NAME));
	if (f->vertical)
		pdf_dict_put_int(ctx, dict, PDF_NAME(WMode), 1);
	info = pdf_dict_put_dict(ctx, dict, PDF_NAME(CIDSystemInfo), 3);
	pdf_dict_put_string(ctx, info, PDF_NAME(Registry), f->subset->registry,
			    strlen(f->subset->registry));
	pdf_dict_put_string(ctx, info, PDF_NAME(Ordering), f->subset->ordering,
			    strlen(f->subset->ordering));
	pdf_dict_put_int(ctx, info, PDF_NAME(Supplement), f->subset->supplement);
}

/* Codes to CIDs, in blocks of a hundred. */
static void list_cids(fz_context *ctx, const struct dt_embedded *f, fz_buffer *out)
{
	const struct dt_subset *s = f->subset;
	uint32_t left = 0, open = 0, i;

	for (i = 0; i < s->n; i++)
		left += s->used[i];
	for (i = 0; i < s->n; i++) {
		char line[32];

		if (!s->used[i])
			continue;
		if (open == 0) {
			open = left < 100 ? left : 100;
			left -= open;
			fz_append_printf(ctx, out, "%d begincidchar\n", (int)open);
		}
		snprintf(line, sizeof(line), "<%0*X> %u\n", 2 * (int)code_of(f, i).length,
			 code_of(f, i).number, dt_cid_of(s, i));
		fz_append_string(ctx, out, line);
		if (--open == 0)
			fz_append_string(ctx, out, "endcidchar\n");
	}
}

/* A font whose CIDs are not its glyph ids: the CMap from codes to CIDs.  That of fonts with short
 * codes is the same for all: short_codes.h. */
static void write_encoding(fz_context *ctx, struct dt_embedded *f)
{
	bool is_short = f->subset->codes.bytes != NULL;
	fz_buffer *out = fz_new_buffer(ctx, 4096);

	fz_try(ctx)
	{
		fz_append_printf(ctx, out,
				 "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
				 "/CMapName /%s def\n%s/CMapType 1 def\n",
				 f->vertical ? DT_CMAP_NAME_VERTICAL : DT_CMAP_NAME,
				 f->vertical ? "/WMode 1 def\n" : "");
		fz_append_string(ctx, out,
				 is_short ? "2 begincodespacerange\n" SHORT_SPACES
					  : "1 begincodespacerange\n" PLAIN_SPACES);
		fz_append_string(ctx, out, "endcodespacerange\n");
		if (is_short)
			fz_append_string(
				ctx, out,
				"2 begincidrange\n<02> <BF> 2\n<C000> <FFFF> 49152\nendcidrange\n");
		else
			list_cids(ctx, f, out);
		fz_append_string(ctx, out,
				 "endcmap\nCMapName currentdict /CMap defineresource pop\n"
				 "end\nend\n");
		dt_embed_data(ctx, f, f->encoding, fill_encoding, out->data, out->len);
	}
	fz_always(ctx)
	{
		fz_drop_buffer(ctx, out);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

void dt_embed_encoding(fz_context *ctx, struct dt_embedded *f)
{
	uint32_t *known = f->vertical ? &f->w->short_codes_vertical : &f->w->short_codes;

	if (!f->subset->codes.bytes && !f->subset->to_cid)
		return;
	if (f->subset->codes.bytes && *known) {
		f->encoding = *known;
		return;
	}
	f->encoding = dt_writer_number(f->w);
	write_encoding(ctx, f);
	if (f->subset->codes.bytes)
		*known = f->encoding;
}
