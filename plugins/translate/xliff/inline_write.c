/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inline.h"
#include "xliff.h"

#include <stdio.h>

#define X(text) ((const xmlChar *)(text))

/* Char of XML 1.0, section 2.2. */
static bool is_xml(uint32_t code)
{
	if (code < 0x20)
		return code == '\t' || code == '\n';
	return code != 0xfffe && code != 0xffff && code != UINT32_MAX;
}

static void attribute(xmlTextWriterPtr writer, const char *name, const char *value)
{
	xmlTextWriterWriteAttribute(writer, X(name), X(value));
}

static void add_escaped(xmlTextWriterPtr writer, const struct text *run)
{
	if (run->n)
		xmlTextWriterWriteString(writer, X(run->at));
}

void inline_write_text(xmlTextWriterPtr writer, const char *at, size_t length)
{
	const char *end = at + length;
	struct text run = { 0 };

	while (at < end) {
		const char *start = at;
		uint32_t code = markup_decode(&at, end);
		char hex[16];

		if (is_xml(code)) {
			text_add(&run, start, (size_t)(at - start));
			continue;
		}
		add_escaped(writer, &run);
		text_clear(&run);
		snprintf(hex, sizeof(hex), "%04X", code == UINT32_MAX ? 0xfffd : code);
		xmlTextWriterStartElement(writer, X("cp"));
		attribute(writer, "hex", hex);
		xmlTextWriterEndElement(writer);
	}
	add_escaped(writer, &run);
	text_free(&run);
}

void inline_write_value(xmlTextWriterPtr writer, const char *name, const char *at, size_t length)
{
	const char *end = at + length;
	struct text good = { 0 };

	while (at < end) {
		const char *start = at;

		if (is_xml(markup_decode(&at, end)))
			text_add(&good, start, (size_t)(at - start));
		else
			text_add_string(&good, "\xef\xbf\xbd");
	}
	if (name)
		attribute(writer, name, good.at ? good.at : "");
	else
		xmlTextWriterWriteString(writer, X(good.at ? good.at : ""));
	text_free(&good);
}

/* ---- marks ----------------------------------------------------------------- */

struct look {
	uint32_t flag;
	const char *type, *open;
};

/* The first that fits is what a tool shows; XLIFF 2.1, 4.3.1.33, knows three of them. */
static const struct look looks[] = {
	{ DT_STYLE_SUPERSCRIPT, "doctranslate:superscript", "superscript" },
	{ DT_STYLE_SUBSCRIPT, "doctranslate:subscript", "subscript" },
	{ DT_STYLE_BOLD, "xlf:b", "bold" },
	{ DT_STYLE_ITALIC, "xlf:i", "italic" },
	{ DT_STYLE_UNDERLINE, "xlf:u", "underlined" },
	{ DT_STYLE_STRIKE, "doctranslate:strike", "struck out" },
	{ DT_STYLE_SMALL_CAPS, "doctranslate:small-caps", "small caps" },
	{ DT_STYLE_MONO, "doctranslate:mono", "typewriter" },
};

static void style_attributes(xmlTextWriterPtr writer, const struct dt_unit_mark *mark)
{
	const char *type = "doctranslate:style", *shown = "style";
	char disp[40];

	for (size_t i = sizeof(looks) / sizeof(looks[0]); i-- > 0;)
		if (mark->flags & looks[i].flag) {
			type = looks[i].type;
			shown = looks[i].open;
		}
	if (mark->kind == DT_UNIT_LINK) {
		attribute(writer, "type", "link");
		shown = "link";
	} else {
		attribute(writer, "type", "fmt");
		attribute(writer, "subType", type);
	}
	snprintf(disp, sizeof(disp), "[%s]", shown);
	attribute(writer, "dispStart", disp);
	snprintf(disp, sizeof(disp), "[/%s]", shown);
	attribute(writer, "dispEnd", disp);
}

static void start_code(xmlTextWriterPtr writer, const char *element, uint32_t id, bool optional)
{
	char number[16];

	snprintf(number, sizeof(number), "%u", id);
	xmlTextWriterStartElement(writer, X(element));
	attribute(writer, "id", number);
	attribute(writer, "canCopy", "no");
	attribute(writer, "canDelete", optional ? "yes" : "no");
}

static void open_mark(xmlTextWriterPtr writer, const struct inline_marks *marks, uint32_t id)
{
	start_code(writer, "pc", id, marks->optional);
	if (id && id <= marks->n)
		style_attributes(writer, &marks->at[id - 1]);
}

static void write_object(xmlTextWriterPtr writer, const struct inline_marks *marks, uint32_t id)
{
	const struct dt_unit_mark *mark = id && id <= marks->n ? &marks->at[id - 1] : NULL;
	char reference[16];

	start_code(writer, "ph", id, false);
	if (mark) {
		const char *text = DT_TEXT(marks->payload, mark->text);

		attribute(writer, "type", "other");
		attribute(writer, "subType",
			  mark->kind == DT_UNIT_OBJECT ? "doctranslate:formula"
						       : "doctranslate:fixed");
		if (mark->text.count) {
			inline_write_value(writer, "equiv", text, mark->text.count);
			inline_write_value(writer, "disp", text, mark->text.count);
			snprintf(reference, sizeof(reference), "d%u", id);
			attribute(writer, "dataRef", reference);
		}
	}
	xmlTextWriterEndElement(writer);
}

static void write_break(xmlTextWriterPtr writer, uint32_t nth)
{
	char id[16];

	snprintf(id, sizeof(id), "b%u", nth);
	xmlTextWriterStartElement(writer, X("ph"));
	attribute(writer, "id", id);
	attribute(writer, "type", "fmt");
	attribute(writer, "subType", XLIFF_BREAK);
	attribute(writer, "equiv", " ");
	attribute(writer, "disp", "[line]");
	xmlTextWriterEndElement(writer);
}

static void write_lines(xmlTextWriterPtr writer, const char *at, size_t length, uint32_t *breaks)
{
	const char *end = at + length;
	const char *start = at;

	for (; at < end; at++) {
		bool separator = (size_t)(end - at) >= 3 && !memcmp(at, XLIFF_LINE_SEPARATOR, 3);

		/* a tip of several lines has the other one; as white space it would be a blank */
		if (!separator && *at != '\n')
			continue;
		inline_write_text(writer, start, (size_t)(at - start));
		write_break(writer, ++*breaks);
		at += separator ? 2 : 0;
		start = at + 1;
	}
	inline_write_text(writer, start, (size_t)(end - start));
}

void inline_write(xmlTextWriterPtr writer, const struct inline_marks *marks, const char *markup,
		  size_t length)
{
	struct markup_reader reader;
	struct markup_token token;
	uint32_t breaks = 0, depth = 0;

	markup_start(&reader, markup, length);
	for (markup_next(&reader, &token); token.kind != MARKUP_END && token.kind != MARKUP_BAD;
	     markup_next(&reader, &token)) {
		if (token.kind == MARKUP_TEXT) {
			write_lines(writer, token.at, token.length, &breaks);
		} else if (token.kind == MARKUP_OPEN) {
			open_mark(writer, marks, token.id);
			depth++;
		} else if (token.kind == MARKUP_OBJECT) {
			write_object(writer, marks, token.id);
		} else if (depth) {
			/* never the short form: some tools take an empty <pc/> for a break */
			xmlTextWriterFullEndElement(writer);
			depth--;
		}
	}
	for (; depth; depth--)
		xmlTextWriterFullEndElement(writer);
}
