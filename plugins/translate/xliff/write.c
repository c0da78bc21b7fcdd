/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../text.h"
#include "write.h"

#include "inline.h"
#include "xliff.h"

#include <errno.h>
#include <math.h>

#define X(text) ((const xmlChar *)(text))

struct xliff_writer {
	xmlTextWriterPtr xml;
	FILE *file;
	char *path;
	struct xliff_head head;
	bool started, any;
	int failed; /* errno of the first write that failed */
};

/* libxml2 tells of a failed write on the standard error: so it is told of none, and the first one
 * is kept until the end. */
static int write_bytes(void *ctx, const char *bytes, int n)
{
	struct xliff_writer *writer = ctx;

	if (!writer->failed && fwrite(bytes, 1, (size_t)n, writer->file) != (size_t)n)
		writer->failed = errno ? errno : EIO;
	return n;
}

struct xliff_writer *xliff_writer_new(const char *path, const struct xliff_head *head,
				      struct dt_error *err)
{
	struct xliff_writer *writer = calloc(1, sizeof(*writer));
	xmlOutputBufferPtr buffer = NULL;

	if (writer) {
		writer->head = *head;
		writer->path = strdup(path);
	}
	if (!writer || !writer->path)
		goto no_memory;
	writer->file = fopen(path, "wbe");
	if (!writer->file) {
		dt_fail(err, DT_E_SYSTEM, "cannot create %s: %s", path, strerror(errno));
		if (err)
			err->sys_errno = errno;
		goto failed;
	}
	buffer = xmlOutputBufferCreateIO(write_bytes, NULL, writer, NULL);
	writer->xml = buffer ? xmlNewTextWriter(buffer) : NULL;
	if (writer->xml)
		return writer;
	if (buffer)
		xmlOutputBufferClose(buffer);
no_memory:
	dt_fail(err, DT_E_SYSTEM, "out of memory for %s", path);
failed:
	xliff_writer_free(writer);
	return NULL;
}

void xliff_writer_free(struct xliff_writer *writer)
{
	if (!writer)
		return;
	if (writer->xml)
		xmlFreeTextWriter(writer->xml);
	if (writer->file)
		fclose(writer->file);
	free(writer->path);
	free(writer);
}

/* ---- pieces ---------------------------------------------------------------- */

static void start(struct xliff_writer *writer, const char *element)
{
	xmlTextWriterStartElement(writer->xml, X(element));
}

static void end(struct xliff_writer *writer)
{
	xmlTextWriterEndElement(writer->xml);
}

static void attribute(struct xliff_writer *writer, const char *name, const char *value)
{
	inline_write_value(writer->xml, name, value, strlen(value));
}

static void meta(struct xliff_writer *writer, const char *type, const char *value)
{
	start(writer, "mda:meta");
	attribute(writer, "type", type);
	inline_write_value(writer->xml, NULL, value, strlen(value));
	end(writer);
}

static void note(struct xliff_writer *writer, const char *category, const char *text)
{
	start(writer, "note");
	attribute(writer, "category", category);
	inline_write_value(writer->xml, NULL, text, strlen(text));
	end(writer);
}

/* ---- the file -------------------------------------------------------------- */

static void write_head(struct xliff_writer *writer, const char *source, const char *target)
{
	const struct xliff_head *head = &writer->head;

	writer->started = true;
	xmlTextWriterSetIndent(writer->xml, 1);
	xmlTextWriterSetIndentString(writer->xml, X(" "));
	xmlTextWriterStartDocument(writer->xml, NULL, "UTF-8", NULL);
	start(writer, "xliff");
	attribute(writer, "xmlns", XLIFF_CORE);
	attribute(writer, "xmlns:mda", XLIFF_METADATA);
	attribute(writer, "version", "2.1");
	attribute(writer, "srcLang", source);
	attribute(writer, "trgLang", target);
	attribute(writer, "xml:space", "preserve");
	start(writer, "file");
	attribute(writer, "id", "f1");
	attribute(writer, "original", head->document);
	attribute(writer, "canResegment", "no");
	start(writer, "mda:metadata");
	start(writer, "mda:metaGroup");
	attribute(writer, "category", XLIFF_GROUP_RUN);
	meta(writer, "version", PACKAGE_VERSION);
	meta(writer, XLIFF_META_DIGEST, head->digest);
	if (head->source_lang)
		meta(writer, XLIFF_META_SOURCE_LANG, head->source_lang);
	if (head->pages)
		meta(writer, XLIFF_META_PAGES, head->pages);
	if (head->use_tags)
		meta(writer, XLIFF_META_USE_TAGS, head->use_tags);
	if (head->keep_other_languages)
		meta(writer, XLIFF_META_KEEP_OTHER, head->keep_other_languages);
	if (head->translate_comments)
		meta(writer, XLIFF_META_COMMENTS, head->translate_comments);
	end(writer);
	end(writer);
}

/* ---- where a unit stands ----------------------------------------------------- */

static void frame_meta(struct xliff_writer *writer, const struct dt_block *block)
{
	const struct dt_matrix *m = &block->frame;
	char text[120];

	snprintf(text, sizeof(text), "%.1f %.1f %.1f %.1f", (double)m->e, (double)m->f,
		 (double)block->width, (double)block->height);
	meta(writer, "frame", text);
	if (m->b || m->c) {
		/* as a clock turns: y goes down */
		snprintf(text, sizeof(text), "%.0f",
			 atan2((double)m->b, (double)m->a) * 180 / M_PI);
		meta(writer, "turned", text);
	}
	if (block->flags & DT_BLOCK_VERTICAL)
		meta(writer, "writing-mode", "vertical");
	else if (block->flags & DT_BLOCK_RTL)
		meta(writer, "writing-mode", "right-to-left");
}

static void style_meta(struct xliff_writer *writer, const struct dt_page_blocks *blocks,
		       const struct dt_block *block)
{
	const struct dt_style *style = DT_AT(blocks, struct dt_style, blocks->styles);
	const char *family;
	char text[200];

	if (block->style >= blocks->styles.count)
		return;
	style += block->style;
	family = DT_TEXT(blocks, style->family);
	snprintf(text, sizeof(text), "%.*s, %.1f pt%s%s, #%06x", text_fit(family, 120), family,
		 (double)style->size, style->flags & DT_STYLE_BOLD ? ", bold" : "",
		 style->flags & DT_STYLE_ITALIC ? ", italic" : "", style->colour >> 8);
	meta(writer, "style", text);
}

static void place_meta(struct xliff_writer *writer, const struct dt_units *units,
		       const struct dt_unit *unit, const struct dt_page_blocks *blocks)
{
	const struct dt_unit_part *parts = DT_AT(units, struct dt_unit_part, unit->parts);
	uint32_t known = blocks ? blocks->blocks.count : 0;
	char text[40];

	start(writer, "mda:metadata");
	start(writer, "mda:metaGroup");
	attribute(writer, "category", XLIFF_GROUP_PLACE);
	snprintf(text, sizeof(text), unit->level ? "%s %u" : "%s",
		 unit->parts.count ? dt_role_name(unit->role)
		 : unit->level	   ? "bookmark"
				   : "document title",
		 unit->level);
	meta(writer, "role", text);
	for (uint32_t i = 0; i < unit->parts.count; i++) {
		const struct dt_block *block;

		snprintf(text, sizeof(text), "%u", parts[i].page + 1);
		meta(writer, "page", text);
		/* what goes on on another page has its frame there */
		if (!blocks || parts[i].page != blocks->number || parts[i].block >= known)
			continue;
		block = DT_AT(blocks, struct dt_block, blocks->blocks) + parts[i].block;
		frame_meta(writer, block);
		if (!i)
			style_meta(writer, blocks, block);
	}
	if (unit->budget) {
		snprintf(text, sizeof(text), "%u", unit->budget);
		meta(writer, "budget", text);
	}
	end(writer);
	end(writer);
}

/* ---- a unit ------------------------------------------------------------------ */

static void write_notes(struct xliff_writer *writer, const struct dt_units *units,
			const struct dt_unit *unit)
{
	char text[400];

	if (!unit->budget && !unit->reason.count && !(unit->flags & DT_UNIT_PLAIN))
		return;
	start(writer, "notes");
	if (unit->budget) {
		snprintf(text, sizeof(text), "about %u characters fit", unit->budget);
		note(writer, "budget", text);
	}
	if (unit->flags & DT_UNIT_PLAIN)
		note(writer, "review", "the translator lost the styles and links of this text");
	if (unit->reason.count) {
		snprintf(text, sizeof(text), "not translated: %.*s",
			 text_fit(DT_TEXT(units, unit->reason), 300), DT_TEXT(units, unit->reason));
		note(writer, "review", text);
	}
	end(writer);
}

/* What the marks that are one sign stand for. */
static void write_originals(struct xliff_writer *writer, const struct inline_marks *marks)
{
	bool any = false;

	for (uint32_t i = 0; i < marks->n; i++) {
		const struct dt_unit_mark *mark = &marks->at[i];
		char id[16];

		if ((mark->kind != DT_UNIT_OBJECT && mark->kind != DT_UNIT_TEXT) ||
		    !mark->text.count)
			continue;
		if (!any)
			start(writer, "originalData");
		any = true;
		snprintf(id, sizeof(id), "d%u", i + 1);
		start(writer, "data");
		attribute(writer, "id", id);
		inline_write_text(writer->xml, DT_TEXT(marks->payload, mark->text),
				  mark->text.count);
		end(writer);
	}
	if (any)
		end(writer);
}

/* White space between the children would be text. */
static void write_text(struct xliff_writer *writer, const char *element,
		       const struct inline_marks *marks, const char *markup, size_t length)
{
	start(writer, element);
	xmlTextWriterSetIndent(writer->xml, 0);
	inline_write(writer->xml, marks, markup, length);
	xmlTextWriterFullEndElement(writer->xml);
	xmlTextWriterWriteRaw(writer->xml, X("\n"));
	xmlTextWriterSetIndent(writer->xml, 1);
}

static bool needs_review(const struct dt_units *units, const struct dt_unit *unit)
{
	if (unit->reason.count || (unit->flags & DT_UNIT_PLAIN))
		return true;
	return unit->target.count == unit->source.count &&
	       !memcmp(DT_TEXT(units, unit->target), DT_TEXT(units, unit->source),
		       unit->source.count);
}

static void write_unit(struct xliff_writer *writer, const struct dt_units *units,
		       const struct dt_unit *unit, const struct dt_page_blocks *blocks)
{
	struct inline_marks marks = { .payload = units,
				      .at = DT_AT(units, struct dt_unit_mark, unit->marks),
				      .n = unit->marks.count,
				      .optional = (unit->flags & DT_UNIT_PLAIN) != 0 };

	start(writer, "unit");
	attribute(writer, "id", DT_TEXT(units, unit->id));
	place_meta(writer, units, unit, blocks);
	write_notes(writer, units, unit);
	write_originals(writer, &marks);
	start(writer, "segment");
	attribute(writer, "state", unit->target.count ? "translated" : "initial");
	if (needs_review(units, unit))
		attribute(writer, "subState", XLIFF_REVIEW);
	write_text(writer, "source", &marks, DT_TEXT(units, unit->source), unit->source.count);
	if (unit->target.count)
		write_text(writer, "target", &marks, DT_TEXT(units, unit->target),
			   unit->target.count);
	end(writer);
	end(writer);
}

void xliff_writer_add(struct xliff_writer *writer, const struct dt_units *units,
		      const struct dt_page_blocks *blocks)
{
	const struct dt_unit *list = DT_AT(units, struct dt_unit, units->units);
	char id[24], name[40];

	if (!writer->started)
		write_head(writer, DT_TEXT(units, units->source_lang),
			   DT_TEXT(units, units->target_lang));
	if (!units->units.count)
		return;
	snprintf(id, sizeof(id), blocks ? "p%u" : "titles", units->number + 1);
	snprintf(name, sizeof(name), blocks ? "page %u" : "title and bookmarks", units->number + 1);
	writer->any = true;
	start(writer, "group");
	attribute(writer, "id", id);
	attribute(writer, "name", name);
	for (uint32_t i = 0; i < units->units.count; i++)
		write_unit(writer, units, &list[i], blocks);
	end(writer);
}

dt_status xliff_writer_end(struct xliff_writer *writer, const char *target_lang, uint64_t *bytes,
			   struct dt_error *err)
{
	bool good;
	long size;

	if (!writer->started)
		write_head(writer, "und", target_lang);
	if (!writer->any) { /* a file without any content is none */
		start(writer, "group");
		attribute(writer, "id", "none");
		end(writer);
	}
	good = xmlTextWriterEndDocument(writer->xml) >= 0 && xmlTextWriterFlush(writer->xml) >= 0;
	xmlFreeTextWriter(writer->xml);
	writer->xml = NULL;
	size = ftell(writer->file);
	if (fclose(writer->file) != 0 && !writer->failed)
		writer->failed = errno;
	writer->file = NULL;
	if (writer->failed) {
		if (err)
			err->sys_errno = writer->failed;
		return dt_fail(err, DT_E_SYSTEM, "cannot write %s: %s", writer->path,
			       strerror(writer->failed));
	}
	if (!good || size < 0)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for %s", writer->path);
	*bytes = (uint64_t)size;
	return DT_OK;
}
