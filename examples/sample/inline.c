/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inline.h"

#include <string.h>

#define MATH_FONT "STIX"

struct reader {
	const char *at;
	GString *text;
	PangoAttrList *attributes;
	struct inline_text *out;
	double size;	  /* points */
	int bold, italic; /* start in text, or -1 */
};

static void mark(struct reader *r, PangoAttribute *attribute, int start)
{
	attribute->start_index = (guint)start;
	attribute->end_index = (guint)r->text->len;
	pango_attr_list_insert(r->attributes, attribute);
}

static void shifted(struct reader *r, int start, double rise)
{
	mark(r, pango_attr_rise_new((int)(rise * r->size * PANGO_SCALE)), start);
	mark(r, pango_attr_size_new((int)(0.68 * r->size * PANGO_SCALE)), start);
}

static gboolean is_variable(const char *at)
{
	gunichar c = g_utf8_get_char(at);

	return g_ascii_isalpha(*at) || (c >= 0x3b1 && c <= 0x3c9);
}

/* Letters are variables and lean; a word of three is the name of a function. */
static void read_letters(struct reader *r)
{
	int start = (int)r->text->len;
	int n = 0;

	while (is_variable(r->at)) {
		g_string_append_unichar(r->text, g_utf8_get_char(r->at));
		r->at = g_utf8_next_char(r->at);
		n++;
	}
	if (n < 3)
		mark(r, pango_attr_style_new(PANGO_STYLE_ITALIC), start);
}

static void read_formula(struct reader *r)
{
	int begin = (int)r->text->len;

	while (*r->at && *r->at != '$') {
		if ((*r->at == '_' || *r->at == '^') && r->at[1]) {
			double rise = *r->at++ == '_' ? -0.22 : 0.38;
			int start = (int)r->text->len;

			g_string_append_unichar(r->text, g_utf8_get_char(r->at));
			if (is_variable(r->at))
				mark(r, pango_attr_style_new(PANGO_STYLE_ITALIC), start);
			r->at = g_utf8_next_char(r->at);
			shifted(r, start, rise);
		} else if (is_variable(r->at)) {
			read_letters(r);
		} else {
			g_string_append_unichar(r->text, g_utf8_get_char(r->at));
			r->at = g_utf8_next_char(r->at);
		}
	}
	mark(r, pango_attr_family_new(MATH_FONT), begin);
	if (*r->at)
		r->at++;
}

static void read_link(struct reader *r)
{
	struct inline_link *link = &r->out->links[r->out->n_links];
	int start = (int)r->text->len;
	const char *end;
	int depth = 1;
	char *label;

	/* the label may hold brackets of its own: "[1]" */
	for (end = r->at; *end && depth; end++)
		depth += (*end == '[') - (*end == ']');
	label = g_strndup(r->at, (gsize)(end - 1 - r->at));
	g_string_append(r->text, label);
	g_free(label);
	mark(r, pango_attr_foreground_new(0x1000, 0x3000, 0x9000), start);
	r->at = *end == '(' ? end + 1 : end;
	end = strchr(r->at, ')');
	g_assert(end && r->out->n_links < INLINE_LINKS);
	link->start = start;
	link->end = (int)r->text->len;
	link->target = g_strndup(r->at, (gsize)(end - r->at));
	r->out->n_links++;
	r->at = end + 1;
}

static void toggle(struct reader *r, int *start, PangoAttribute *attribute)
{
	if (*start < 0) {
		*start = (int)r->text->len;
		pango_attribute_destroy(attribute);
	} else {
		mark(r, attribute, *start);
		*start = -1;
	}
}

static gboolean read_mark(struct reader *r)
{
	char c = *r->at;

	if (c == '*')
		toggle(r, &r->bold, pango_attr_weight_new(PANGO_WEIGHT_BOLD));
	else if (c == '_')
		toggle(r, &r->italic, pango_attr_style_new(PANGO_STYLE_ITALIC));
	else if (c != '$' && c != '{' && !(c == '[' && strstr(r->at, "](")))
		return FALSE;
	r->at++;
	if (c == '$') {
		read_formula(r);
	} else if (c == '[') {
		read_link(r);
	} else if (c == '{') {
		int start = (int)r->text->len;

		for (r->at++; *r->at && *r->at != '}'; r->at++)
			g_string_append_c(r->text, *r->at);
		r->at += *r->at == '}';
		shifted(r, start, 0.36);
	}
	return TRUE;
}

static void read_all(struct reader *r)
{
	while (*r->at) {
		if (read_mark(r))
			continue;
		g_string_append_unichar(r->text, g_utf8_get_char(r->at));
		r->at = g_utf8_next_char(r->at);
	}
}

void inline_init(struct inline_text *text, cairo_t *cr, const char *source,
		 const struct inline_look *look)
{
	PangoFontDescription *font = pango_font_description_from_string(look->font);
	struct reader r = { .at = source, .out = text, .bold = -1, .italic = -1 };
	cairo_font_options_t *options;
	PangoContext *context;

	memset(text, 0, sizeof(*text));
	text->layout = pango_cairo_create_layout(cr);
	/* a point of the font is a point of the page */
	context = pango_layout_get_context(text->layout);
	pango_cairo_context_set_resolution(context, 72);
	/* and no advance is rounded to a pixel of a screen */
	options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_context_set_round_glyph_positions(context, FALSE);
	r.text = g_string_new(NULL);
	r.attributes = pango_attr_list_new();
	r.size = pango_font_description_get_size(font) / (double)PANGO_SCALE;
	text->pitch = 1.2 * r.size;
	read_all(&r);
	pango_layout_set_font_description(text->layout, font);
	pango_layout_set_text(text->layout, r.text->str, (int)r.text->len);
	pango_layout_set_attributes(text->layout, r.attributes);
	if (look->width > 0)
		pango_layout_set_width(text->layout, (int)(look->width * PANGO_SCALE));
	pango_layout_set_justify(text->layout, look->justify);
	pango_layout_set_alignment(text->layout, look->align);
	pango_attr_list_unref(r.attributes);
	pango_font_description_free(font);
	g_string_free(r.text, TRUE);
}

double inline_height(const struct inline_text *text)
{
	return text->pitch * pango_layout_get_line_count(text->layout);
}

void inline_free(struct inline_text *text)
{
	for (int i = 0; i < text->n_links; i++)
		g_free(text->links[i].target);
	g_object_unref(text->layout);
}
