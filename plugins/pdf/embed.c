/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "embed.h"
#include "embed_maps.h"

#include <math.h>

static void put_reference(fz_context *ctx, struct dt_writer *w, pdf_obj *dict, const char *key,
			  uint32_t number)
{
	pdf_dict_puts_drop(ctx, dict, key, pdf_new_indirect(ctx, w->pdf, (int)number, 0));
}

/* Rounded to what one can see, so that it prints short. */
static double hundredths(float value)
{
	return round((double)value * 100) / 100;
}

static void write_dict(fz_context *ctx, struct dt_embedded *f, uint32_t number,
		       void (*fill)(fz_context *, struct dt_embedded *, pdf_obj *))
{
	pdf_obj *dict = pdf_new_dict(ctx, f->w->pdf, 12);

	fz_try(ctx)
	{
		fill(ctx, f, dict);
		dt_writer_object(ctx, f->w, number, dict);
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

static void fill_program(fz_context *ctx, struct dt_embedded *f, pdf_obj *dict)
{
	if (f->subset->kind == DT_SUBSET_TRUETYPE)
		pdf_dict_put_int(ctx, dict, PDF_NAME(Length1), (int64_t)f->subset->program_size);
	else
		pdf_dict_put(ctx, dict, PDF_NAME(Subtype), PDF_NAME(CIDFontType0C));
}

static void fill_descriptor(fz_context *ctx, struct dt_embedded *f, pdf_obj *dict)
{
	const struct dt_subset *s = f->subset;
	pdf_obj *box;
	int i;

	pdf_dict_put(ctx, dict, PDF_NAME(Type), PDF_NAME(FontDescriptor));
	pdf_dict_put_name(ctx, dict, PDF_NAME(FontName), f->name);
	pdf_dict_put_int(ctx, dict, PDF_NAME(Flags), s->flags);
	box = pdf_dict_put_array(ctx, dict, PDF_NAME(FontBBox), 4);
	for (i = 0; i < 4; i++)
		pdf_array_push_int(ctx, box, lroundf(s->box[i]));
	pdf_dict_put_real(ctx, dict, PDF_NAME(ItalicAngle), hundredths(s->slant));
	pdf_dict_put_int(ctx, dict, PDF_NAME(Ascent), lroundf(s->ascent));
	pdf_dict_put_int(ctx, dict, PDF_NAME(Descent), lroundf(s->descent));
	pdf_dict_put_int(ctx, dict, PDF_NAME(CapHeight), lroundf(s->cap_height));
	pdf_dict_put_int(ctx, dict, PDF_NAME(StemV), lroundf(s->stem));
	if (s->program)
		put_reference(ctx, f->w, dict,
			      s->kind == DT_SUBSET_TRUETYPE ? "FontFile2" : "FontFile3",
			      f->program);
	if (f->cids)
		put_reference(ctx, f->w, dict, "CIDSet", f->cids);
}

/* The commonest width of the glyphs; rounded to whole numbers for counting. */
static int64_t common_width(const struct dt_subset *s)
{
	uint32_t counts[2001] = { 0 }, i;
	int64_t best = 1000;

	for (i = 0; i < s->n; i++) {
		float w = s->widths[i];

		if (s->used[i] && w >= 0 && w <= 2000 && w == floorf(w))
			counts[(int)w]++;
	}
	for (i = 0; i < 2001; i++)
		if (counts[i] > counts[best])
			best = i;
	return best;
}

/* code of the glyph that has CID cid, in a table by CID. */
static uint32_t *codes_by_cid(fz_context *ctx, const struct dt_subset *s)
{
	uint32_t *codes = fz_malloc(ctx, 65536 * sizeof(*codes)), i;

	for (i = 0; i < 65536; i++)
		codes[i] = DT_NONE;
	for (i = 0; i < s->n; i++)
		if (s->used[i])
			codes[dt_cid_of(s, i)] = i;
	return codes;
}

/* cid [width width ...] for each run of CIDs: ISO 32000-1, 9.7.4.3. */
static void put_widths(fz_context *ctx, struct dt_embedded *f, pdf_obj *dict)
{
	const struct dt_subset *s = f->subset;
	int64_t usual = common_width(s);
	uint32_t *codes = codes_by_cid(ctx, s), cid, last = DT_NONE - 1;
	pdf_obj *run = NULL;

	fz_var(run);
	fz_try(ctx)
	{
		pdf_obj *all = pdf_dict_put_array(ctx, dict, PDF_NAME(W), 64);

		pdf_dict_put_int(ctx, dict, PDF_NAME(DW), usual);
		for (cid = 0; cid < 65536; cid++) {
			float width = codes[cid] == DT_NONE ? (float)usual : s->widths[codes[cid]];

			if (width == (float)usual)
				continue;
			if (cid != last + 1) {
				pdf_array_push_int(ctx, all, cid);
				run = pdf_array_push_array(ctx, all, 8);
			}
			pdf_array_push_real(ctx, run, hundredths(width));
			last = cid;
		}
	}
	fz_always(ctx)
	{
		fz_free(ctx, codes);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static void fill_descendant(fz_context *ctx, struct dt_embedded *f, pdf_obj *dict)
{
	const struct dt_subset *s = f->subset;
	bool cff = s->kind == DT_SUBSET_CFF;
	pdf_obj *info;

	pdf_dict_put(ctx, dict, PDF_NAME(Type), PDF_NAME(Font));
	pdf_dict_put(ctx, dict, PDF_NAME(Subtype),
		     cff ? PDF_NAME(CIDFontType0) : PDF_NAME(CIDFontType2));
	pdf_dict_put_name(ctx, dict, PDF_NAME(BaseFont), f->name);
	info = pdf_dict_put_dict(ctx, dict, PDF_NAME(CIDSystemInfo), 3);
	pdf_dict_put_string(ctx, info, PDF_NAME(Registry), s->registry, strlen(s->registry));
	pdf_dict_put_string(ctx, info, PDF_NAME(Ordering), s->ordering, strlen(s->ordering));
	pdf_dict_put_int(ctx, info, PDF_NAME(Supplement), s->supplement);
	put_reference(ctx, f->w, dict, "FontDescriptor", f->descriptor);
	put_widths(ctx, f, dict);
	if (s->to_glyph)
		put_reference(ctx, f->w, dict, "CIDToGIDMap", f->to_glyph);
	else if (!cff)
		pdf_dict_put(ctx, dict, PDF_NAME(CIDToGIDMap), PDF_NAME(Identity));
}

/* 9.7.6.1: over a CIDFont with CFF outlines the name ends in the CMap's. */
static const char *name_end(const struct dt_embedded *f)
{
	if (f->subset->kind != DT_SUBSET_CFF)
		return "";
	if (f->vertical)
		return f->encoding ? "-" DT_CMAP_NAME_VERTICAL : "-Identity-V";
	return f->encoding ? "-" DT_CMAP_NAME : "-Identity-H";
}

static void fill_font(fz_context *ctx, struct dt_embedded *f, pdf_obj *dict)
{
	char name[sizeof(f->name) + 16];
	pdf_obj *kids;

	snprintf(name, sizeof(name), "%s%s", f->name, name_end(f));
	pdf_dict_put(ctx, dict, PDF_NAME(Type), PDF_NAME(Font));
	pdf_dict_put(ctx, dict, PDF_NAME(Subtype), PDF_NAME(Type0));
	pdf_dict_put_name(ctx, dict, PDF_NAME(BaseFont), name);
	if (f->encoding)
		put_reference(ctx, f->w, dict, "Encoding", f->encoding);
	else
		pdf_dict_put_name(ctx, dict, PDF_NAME(Encoding),
				  f->vertical ? "Identity-V" : "Identity-H");
	kids = pdf_dict_put_array(ctx, dict, PDF_NAME(DescendantFonts), 1);
	pdf_array_push_drop(ctx, kids, pdf_new_indirect(ctx, f->w->pdf, (int)f->descendant, 0));
	put_reference(ctx, f->w, dict, "ToUnicode", f->to_unicode);
}

void dt_embed_face(fz_context *ctx, struct dt_writer *w, const struct dt_used_face *face,
		   const struct dt_subset *subset, uint32_t object, uint32_t vertical)
{
	struct dt_embedded f = { .w = w, .face = face, .subset = subset };

	snprintf(f.name, sizeof(f.name), "%s%.100s", subset->program ? subset->tag : "",
		 face->name);
	f.descendant = dt_writer_number(w);
	f.descriptor = dt_writer_number(w);
	f.to_unicode = dt_writer_number(w);
	dt_embed_to_unicode(ctx, &f);
	if (subset->program) {
		f.program = dt_writer_number(w);
		dt_embed_data(ctx, &f, f.program, fill_program, subset->program,
			      subset->program_size);
	}
	if (subset->to_glyph) {
		f.to_glyph = dt_writer_number(w);
		dt_embed_glyph_map(ctx, &f);
	}
	if (object)
		dt_embed_encoding(ctx, &f);
	if (subset->program && w->claims.archive == 1) {
		f.cids = dt_writer_number(w);
		dt_embed_cids(ctx, &f);
	}
	write_dict(ctx, &f, f.descriptor, fill_descriptor);
	write_dict(ctx, &f, f.descendant, fill_descendant);
	if (object)
		write_dict(ctx, &f, object, fill_font);
	if (vertical) {
		f.vertical = true;
		dt_embed_encoding(ctx, &f);
		write_dict(ctx, &f, vertical, fill_font);
	}
}
