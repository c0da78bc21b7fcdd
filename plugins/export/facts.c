/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "facts.h"

#include <doctranslate/payload.h>

#include <jansson.h>
#include <math.h>

struct facts {
	uint32_t pages, broken, tagged, without_text, without_unicode;
	uint64_t characters, invisible, links, fields;
	json_t *fonts; /* "flags name": object of the font */
	json_t *sizes; /* "595.3 x 841.9": pages */
};

dt_status facts_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		      struct dt_error *err)
{
	struct facts *facts = calloc(1, sizeof(*facts));

	(void)call;
	(void)n_pages;
	if (!facts)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the facts");
	facts->fonts = json_object();
	facts->sizes = json_object();
	*state = facts;
	return DT_OK;
}

static void add_one(json_t *object, const char *key)
{
	json_t *count = json_object_get(object, key);

	if (count)
		json_integer_set(count, json_integer_value(count) + 1);
	else
		json_object_set_new(object, key, json_integer(1));
}

static void see_font(struct facts *facts, const struct dt_page_content *page,
		     const struct dt_font *font)
{
	char key[300];
	json_t *entry;

	snprintf(key, sizeof(key), "%x %s", font->flags, DT_TEXT(page, font->name));
	entry = json_object_get(facts->fonts, key);
	if (!entry) {
		json_t *name = json_string(DT_TEXT(page, font->name));

		entry = json_object();
		json_object_set_new(entry, "name", name ? name : json_string("?"));
		json_object_set_new(entry, "embedded",
				    json_boolean((font->flags & DT_FONT_EMBEDDED) != 0));
		json_object_set_new(entry, "bold", json_boolean((font->flags & DT_FONT_BOLD) != 0));
		json_object_set_new(entry, "italic",
				    json_boolean((font->flags & DT_FONT_ITALIC) != 0));
		json_object_set_new(entry, "type3",
				    json_boolean((font->flags & DT_FONT_TYPE3) != 0));
		if (json_object_set_new(facts->fonts, key, entry))
			return;
	}
	add_one(entry, "pages");
}

static void see_glyphs(struct facts *facts, const struct dt_page_content *page)
{
	const struct dt_glyph *glyphs = DT_AT(page, struct dt_glyph, page->glyphs);
	const uint32_t unseen = DT_GLYPH_INVISIBLE | DT_GLYPH_HIDDEN | DT_GLYPH_OFF_PAGE;

	for (uint32_t i = 0; i < page->glyphs.count; i++) {
		facts->characters += !(glyphs[i].flags & (DT_GLYPH_SPACE | unseen));
		facts->invisible += (glyphs[i].flags & unseen) != 0;
	}
}

static void see_annotations(struct facts *facts, const struct dt_page_content *page)
{
	const struct dt_annotation *at = DT_AT(page, struct dt_annotation, page->annotations);

	for (uint32_t i = 0; i < page->annotations.count; i++) {
		facts->links += at[i].kind == DT_ANNOTATION_LINK;
		facts->fields += at[i].kind == DT_ANNOTATION_WIDGET;
	}
}

dt_status facts_run(const struct dt_call *call, struct dt_error *err)
{
	struct facts *facts = call->state;
	const struct dt_page_content *page = call->host->input(call, FACTS_PAGE, NULL);
	const struct dt_font *fonts;
	char size[64];

	(void)err;
	facts->pages++;
	if (!page) {
		facts->broken++;
		return DT_OK;
	}
	facts->tagged += (page->flags & DT_PAGE_TAGGED) != 0;
	facts->without_unicode += (page->flags & DT_PAGE_GARBLED) != 0;
	facts->without_text += !page->glyphs.count;
	snprintf(size, sizeof(size), "%.1f x %.1f", (double)page->width, (double)page->height);
	add_one(facts->sizes, size);
	fonts = DT_AT(page, struct dt_font, page->fonts);
	for (uint32_t i = 0; i < page->fonts.count; i++)
		see_font(facts, page, &fonts[i]);
	see_glyphs(facts, page);
	see_annotations(facts, page);
	return DT_OK;
}

static void set_count(json_t *object, const char *key, uint64_t n)
{
	json_object_set_new(object, key, json_integer((json_int_t)n));
}

static void set_outline(json_t *json, const struct dt_outline *outline)
{
	const struct dt_title *titles = DT_AT(outline, struct dt_title, outline->titles);
	uint64_t entries = 0;
	json_t *title = NULL, *lang;

	for (uint32_t i = 0; i < outline->titles.count; i++) {
		if (titles[i].kind != DT_TITLE_OUTLINE)
			continue;
		if (titles[i].object)
			entries++;
		else
			title = json_string(DT_TEXT(outline, titles[i].text));
	}
	lang = outline->lang.count ? json_string(DT_TEXT(outline, outline->lang)) : NULL;
	json_object_set_new(json, "title", title ? title : json_null());
	json_object_set_new(json, "language", lang ? lang : json_null());
	json_object_set_new(json, "encrypted",
			    json_boolean((outline->flags & DT_DOCUMENT_ENCRYPTED) != 0));
	json_object_set_new(json, "prior_translated_marker",
			    json_boolean((outline->flags & DT_DOCUMENT_TRANSLATED) != 0));
	set_count(json, "outline_entries", entries);
}

static char *facts_text(const struct facts *facts, const struct dt_outline *outline)
{
	json_t *json = json_object(), *fonts = json_array(), *font;
	const char *key;
	char *text;

	set_count(json, "page_count", facts->pages);
	if (outline)
		set_outline(json, outline);
	json_object_set_new(json, "tagged", json_boolean(facts->tagged > 0));
	set_count(json, "pages_that_cannot_be_read", facts->broken);
	set_count(json, "pages_without_text", facts->without_text);
	set_count(json, "pages_without_unicode", facts->without_unicode);
	json_object_set(json, "page_sizes", facts->sizes);
	set_count(json, "characters", facts->characters);
	set_count(json, "characters_not_shown", facts->invisible);
	set_count(json, "links", facts->links);
	set_count(json, "form_fields", facts->fields);
	json_object_foreach(facts->fonts, key, font) json_array_append(fonts, font);
	json_object_set_new(json, "fonts", fonts);
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	return text;
}

dt_status facts_end(const struct dt_call *call, struct dt_error *err)
{
	char *text = facts_text(call->state, call->host->input(call, FACTS_OUTLINE, NULL));
	dt_status status;

	if (!text)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the facts");
	status = dt_output_report(call, 0, text, strlen(text), err);
	free(text);
	return status;
}

void facts_drop(void *self, void *state)
{
	struct facts *facts = state;

	(void)self;
	if (!facts)
		return;
	json_decref(facts->fonts);
	json_decref(facts->sizes);
	free(facts);
}
