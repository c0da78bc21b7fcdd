/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * repaint - runs pdf.write alone over one document, with payloads made here:
 *
 *   repaint -m MODULES -i FILE.pdf -w WORKDIR [-p NAME=VALUE]... [-t] [-l] [-n] [-s N] [-f
 * FONT[:INDEX]]...
 *
 * Every page gets its own content again, byte for byte, so the result must look
 * and count as the source does.  -t adds a line of new text in each font of -f,
 * -l moves links by 5 points, -n gives new titles, -s leaves out every N-th page.
 * Prints the files that pdf.write gave, one a line.
 */
#include "config.h"

#include "../../plugins/pdf/painted.h"
#include "../../plugins/pdf/pages.h"
#include "../../plugins/pdf/short_codes.h"
#include "../harness/harness.h"

#include <doctranslate/payload.h>
#include <hb.h>
#include <hb-ot.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

struct font {
	char *path;
	unsigned index;
	hb_font_t *font;
};

struct repaint {
	struct dt_document doc;
	struct dt_page_list pages;
	struct harness *harness;
	const char *input, *password;
	struct font fonts[8];
	uint32_t n_fonts;
	bool text, links, titles;
	unsigned skip;
	struct dt_payload file;
};

static struct repaint *current;

static const void *give_input(const struct dt_call *call, uint32_t port, size_t *size)
{
	(void)call;
	(void)port;
	if (size)
		*size = current->file.used;
	return current->file.at;
}

static const char *give_parameter(const struct dt_call *call, const char *name)
{
	(void)call;
	return strcmp(name, "password") == 0 ? current->password : NULL;
}

static bool never(const struct dt_call *call)
{
	(void)call;
	return false;
}

static const struct dt_host host = {
	.size = sizeof(host),
	.input = give_input,
	.parameter = give_parameter,
	.cancelled = never,
};
static const struct dt_call call = { .size = sizeof(call), .host = &host, .node = "repaint" };

static void open_source(struct repaint *r)
{
	struct dt_error err = { 0 };
	struct dt_span path;

	dt_payload_start(&r->file, sizeof(struct dt_file));
	path = dt_payload_text(&r->file, r->input, strlen(r->input));
	((struct dt_file *)(void *)r->file.at)->path = path;
	if (dt_document_open(&r->doc, &call, 0, (size_t)1 << 30, &err) ||
	    dt_pages_walk(&r->doc, &r->pages, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(3);
	}
}

static const char line[] = "Traducción de prueba: Ωμέγα fin 中文翻译 € ";

/* "<0012 ...> Tj" in font k, and its glyphs into the list. */
static void add_line(struct repaint *r, uint32_t k, fz_buffer *out, struct dt_payload *p,
		     struct dt_list *glyphs)
{
	fz_context *ctx = r->doc.wall.ctx;
	struct dt_short_codes codes;
	struct dt_short code;
	const char *s = line;
	int rune, n;

	if (!dt_short_codes_make(&codes, r->fonts[k].font))
		exit(3);

	fz_append_printf(ctx, out, "BT /DTF%d 12 Tf 1 0 0 rg 1 0 0 1 40 %d Tm <", (int)k,
			 100 + 20 * (int)k);
	for (; *s; s += n) {
		struct dt_painted_glyph *g;
		hb_codepoint_t id = 0;

		n = fz_chartorune(&rune, s);
		if (!hb_font_get_nominal_glyph(r->fonts[k].font, (hb_codepoint_t)rune, &id))
			continue;
		code = dt_short_code(&codes, id, id);
		fz_append_printf(ctx, out, code.length == 1 ? "%02x" : "%04x", (int)code.number);
		g = DT_LIST_ADD(glyphs, struct dt_painted_glyph);
		g->face = k;
		g->id = g->code = id;
		g->text = dt_payload_text(p, s, (size_t)n);
	}
	fz_append_string(ctx, out, "> Tj ET\n");
	dt_short_codes_free(&codes);
}

static fz_buffer *read_content(struct repaint *r, pdf_obj *page)
{
	fz_context *ctx = r->doc.wall.ctx;
	pdf_obj *contents = pdf_dict_get(ctx, page, PDF_NAME(Contents));
	fz_buffer *content = NULL;
	fz_stream *stream = NULL;

	fz_var(stream);
	fz_try(ctx)
	{
		stream = pdf_open_contents_stream(ctx, r->doc.pdf, contents);
		content = fz_read_all(ctx, stream, 4096);
	}
	fz_always(ctx)
	{
		fz_drop_stream(ctx, stream);
	}
	fz_catch(ctx)
	{
		content = fz_new_buffer(ctx, 1);
	}
	return content;
}

static void add_stream(struct repaint *r, struct dt_payload *p, struct dt_list *streams,
		       fz_buffer *content)
{
	struct dt_painted_stream *stream = DT_LIST_ADD(streams, struct dt_painted_stream);
	uLongf size = compressBound(content->len);
	Bytef *packed = malloc(size);
	struct dt_list fonts = { 0 };
	uint32_t k;

	stream->parent = DT_NONE;
	stream->raw_length = (uint32_t)content->len;
	compress2(packed, &size, content->data, content->len, 1);
	stream->data = dt_payload_array(p, packed, size, 1);
	free(packed);
	for (k = 0; r->text && k < r->n_fonts; k++) {
		struct dt_painted_font *f = DT_LIST_ADD(&fonts, struct dt_painted_font);
		char name[16];

		snprintf(name, sizeof(name), "DTF%u", k);
		f->face = k;
		f->name = dt_payload_text(p, name, strlen(name));
	}
	stream->fonts = dt_payload_list(p, &fonts);
	dt_list_free(&fonts);
}

static void add_links(struct repaint *r, pdf_obj *page, struct dt_payload *p, struct dt_list *links)
{
	fz_context *ctx = r->doc.wall.ctx;
	pdf_obj *annots = pdf_dict_get(ctx, page, PDF_NAME(Annots));
	int i, n = pdf_array_len(ctx, annots);

	for (i = 0; i < n; i++) {
		pdf_obj *annot = pdf_array_get(ctx, annots, i);
		fz_rect b = pdf_dict_get_rect(ctx, annot, PDF_NAME(Rect));
		struct dt_point q[4] = { { b.x0 + 5, b.y1 - 5 },
					 { b.x1 + 5, b.y1 - 5 },
					 { b.x0 + 5, b.y0 - 5 },
					 { b.x1 + 5, b.y0 - 5 } };
		struct dt_set_link *link;

		if (!pdf_name_eq(ctx, pdf_dict_get(ctx, annot, PDF_NAME(Subtype)), PDF_NAME(Link)))
			continue;
		link = DT_LIST_ADD(links, struct dt_set_link);
		link->annotation = (uint32_t)i;
		link->quads = dt_payload_array(p, q, 4, sizeof(q[0]));
	}
}

static void feed_page(struct repaint *r, uint32_t number)
{
	fz_context *ctx = r->doc.wall.ctx;
	pdf_obj *page = dt_page_object(&r->doc, &r->pages.at[number]);
	struct dt_payload p = { 0 };
	struct dt_list streams = { 0 }, glyphs = { 0 }, links = { 0 }, faces = { 0 };
	fz_buffer *content = read_content(r, page);
	struct dt_painted head = { .number = number };
	uint32_t k;

	dt_payload_start(&p, sizeof(struct dt_painted));
	if (r->text) {
		fz_buffer *own = fz_new_buffer(ctx, content->len + 1000);

		fz_append_string(ctx, own, "q\n");
		fz_append_buffer(ctx, own, content);
		fz_append_string(ctx, own, "\nQ\n");
		for (k = 0; k < r->n_fonts; k++)
			add_line(r, k, own, &p, &glyphs);
		fz_drop_buffer(ctx, content);
		content = own;
	}
	add_stream(r, &p, &streams, content);
	for (k = 0; k < r->n_fonts; k++) {
		struct dt_face *face = DT_LIST_ADD(&faces, struct dt_face);

		face->path = dt_payload_text(&p, r->fonts[k].path, strlen(r->fonts[k].path));
		face->index = r->fonts[k].index;
		face->name = dt_payload_text(&p, "Test-Font", 9);
	}
	if (r->links)
		add_links(r, page, &p, &links);
	head.streams = dt_payload_list(&p, &streams);
	head.faces = dt_payload_list(&p, &faces);
	head.glyphs = dt_payload_list(&p, &glyphs);
	head.links = dt_payload_list(&p, &links);
	head.size = (uint32_t)p.used;
	memcpy(p.at, &head, sizeof(head));
	harness_feed(r->harness, "page.pdf", number, p.at, p.used);
	fz_drop_buffer(ctx, content);
	dt_list_free(&streams);
	dt_list_free(&glyphs);
	dt_list_free(&links);
	dt_list_free(&faces);
	dt_payload_free(&p);
}

static void add_title(struct dt_payload *p, struct dt_list *list, uint32_t object, const char *text)
{
	struct dt_title *title = DT_LIST_ADD(list, struct dt_title);

	title->object = object;
	title->text = dt_payload_text(p, text, strlen(text));
}

/* The first 10,000 items of the outline, in any order. */
static void feed_titles(struct repaint *r)
{
	fz_context *ctx = r->doc.wall.ctx;
	struct dt_payload p = { 0 };
	struct dt_list list = { 0 };
	struct dt_outline head = { 0 };
	int i, n = pdf_xref_len(ctx, r->doc.pdf);

	dt_payload_start(&p, sizeof(head));
	add_title(&p, &list, 0, "Título del documento — 标题 & <más>");
	for (i = 1; i < n && list.n < 10000; i++) {
		pdf_obj *object = NULL;

		fz_var(object);
		fz_try(ctx)
		{
			object = pdf_load_object(ctx, r->doc.pdf, i);
			if (pdf_dict_get(ctx, object, PDF_NAME(Title)) &&
			    pdf_dict_get(ctx, object, PDF_NAME(Parent)))
				add_title(&p, &list, (uint32_t)i, i % 2 ? "Título ñ" : "Plain");
		}
		fz_always(ctx)
		{
			pdf_drop_obj(ctx, object);
		}
		fz_catch(ctx)
		{
			continue;
		}
	}
	head.titles = dt_payload_list(&p, &list);
	head.size = (uint32_t)p.used;
	memcpy(p.at, &head, sizeof(head));
	harness_feed(r->harness, "doc.titles", DT_NO_PAGE, p.at, p.used);
	dt_list_free(&list);
	dt_payload_free(&p);
}

static void add_font(struct repaint *r, char *spec)
{
	struct font *f = &r->fonts[r->n_fonts++];
	char *colon = strrchr(spec, ':');
	hb_blob_t *blob;
	hb_face_t *face;

	if (colon) {
		*colon = '\0';
		f->index = (unsigned)strtoul(colon + 1, NULL, 10);
	}
	f->path = spec;
	blob = hb_blob_create_from_file(spec);
	face = hb_face_create(blob, f->index);
	f->font = hb_font_create(face);
	hb_face_destroy(face);
	hb_blob_destroy(blob);
}

static void usage(void)
{
	fprintf(stderr, "usage: repaint -m MODULES -i FILE.pdf -w WORKDIR [-p NAME=VALUE]... "
			"[-t] [-l] [-n] [-s N] [-f FONT[:INDEX]]...\n");
	exit(2);
}

static void run(struct repaint *r)
{
	struct dt_error err = { 0 };
	const struct dt_file *file;
	dt_status status;
	uint32_t i;
	size_t n;

	open_source(r);
	harness_input(r->harness, r->input);
	for (i = 0; i < r->pages.n; i++)
		if (!r->skip || (i + 1) % r->skip)
			feed_page(r, i);
	if (r->titles)
		feed_titles(r);
	dt_document_close(&r->doc);
	dt_pages_free(&r->pages);
	status = harness_run(r->harness, "pdf.write", &err);
	if (status) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	fprintf(stderr, "%.3f s, %u failed pages, %u faults\n", harness_seconds(r->harness),
		harness_failed_pages(r->harness), harness_faults(r->harness));
	for (n = 1; (file = harness_file(r->harness, n)) != NULL; n++)
		puts(DT_TEXT(file, file->path));
}

int main(int argc, char **argv)
{
	struct repaint r = { 0 };
	const char *modules = NULL, *work = NULL;
	char *params[16], *equals;
	int c, n = 0, i;

	current = &r;
	while ((c = getopt(argc, argv, "m:i:w:p:f:s:tln")) != -1) {
		if (c == 'm')
			modules = optarg;
		else if (c == 'i')
			r.input = optarg;
		else if (c == 'w')
			work = optarg;
		else if (c == 'p' && n < 16)
			params[n++] = optarg;
		else if (c == 'f' && r.n_fonts < 8)
			add_font(&r, optarg);
		else if (c == 's')
			r.skip = (unsigned)strtoul(optarg, NULL, 10);
		else if (c == 't')
			r.text = true;
		else if (c == 'l')
			r.links = true;
		else if (c == 'n')
			r.titles = true;
		else
			usage();
	}
	if (!modules || !r.input || !work)
		usage();
	r.harness = harness_new(modules, work);
	for (i = 0; i < n; i++) {
		equals = strchr(params[i], '=');
		if (!equals)
			usage();
		*equals = '\0';
		harness_parameter(r.harness, params[i], equals + 1);
		if (strcmp(params[i], "password") == 0)
			r.password = equals + 1;
	}
	run(&r);
	harness_free(r.harness);
	for (i = 0; i < (int)r.n_fonts; i++)
		hb_font_destroy(r.fonts[i].font);
	dt_payload_free(&r.file);
	return 0;
}
