/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../text.h"
#include "inline.h"
#include "xliff.h"

#include <stdio.h>

enum { MAX_DEPTH = 40 };

bool inline_is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && node->ns && node->ns->href &&
	       !strcmp((const char *)node->ns->href, XLIFF_CORE) &&
	       !strcmp((const char *)node->name, name);
}

/* "12" as a number; 0: it is none. */
static uint32_t number_of(const xmlNode *node, const char *attribute, int base)
{
	xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)attribute);
	const char *text = (const char *)value;
	char *end = NULL;
	unsigned long number = 0;

	/* strtoul would take a sign and blanks, too */
	if (text && ((*text >= '0' && *text <= '9') || (base == 16 && *text)))
		number = strtoul(text, &end, base);
	if (!end || *end || number > UINT32_MAX)
		number = 0;
	xmlFree(value);
	return (uint32_t)number;
}

static bool attribute_is(const xmlNode *node, const char *attribute, const char *wanted)
{
	xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)attribute);
	bool is = value && !strcmp((const char *)value, wanted);

	xmlFree(value);
	return is;
}

static bool is_break(const xmlNode *node)
{
	return inline_is(node, "ph") && attribute_is(node, "subType", XLIFF_BREAK);
}

static const char *strange_mark(const xmlNode *node, char room[80])
{
	xmlChar *id = xmlGetNoNsProp(node, (const xmlChar *)"id");
	const char *value = id ? (const char *)id : "";

	snprintf(room, 80, "a mark <%.*s id=\"%.*s\"> that no unit has",
		 text_fit((const char *)node->name, 10), (const char *)node->name,
		 text_fit(value, 20), value);
	xmlFree(id);
	return room;
}

/* XML keeps the line ends of a file that was wrapped by hand: they are blanks. */
static void add_characters(struct text *out, const char *text)
{
	size_t n;

	for (; *text; text += n) {
		n = strcspn(text, "\n\r");
		if (n)
			markup_add_text(out, text, n);
		else
			text_add_char(out, ' ');
		n = n ? n : 1;
	}
}

static const char *read_children(const xmlNode *element, struct text *out, unsigned depth,
				 char room[80]);

static const char *read_code_point(const xmlNode *node, struct text *out)
{
	char bytes[4];
	size_t n = markup_encode(bytes, number_of(node, "hex", 16));

	if (!n)
		return "a <cp> without a character";
	markup_add_text(out, bytes, n);
	return NULL;
}

static const char *read_mark(const xmlNode *node, struct text *out, unsigned depth, char room[80])
{
	bool end = inline_is(node, "ec");
	uint32_t id = number_of(node, end ? "startRef" : "id", 10);
	const char *why = NULL;

	if (is_break(node)) {
		text_add_string(out, XLIFF_LINE_SEPARATOR);
		return NULL;
	}
	if (!id)
		return strange_mark(node, room);
	if (inline_is(node, "ph")) {
		markup_add_object(out, id);
	} else if (end) {
		markup_add_close(out);
	} else {
		markup_add_open(out, id);
		if (inline_is(node, "pc")) {
			why = read_children(node, out, depth + 1, room);
			markup_add_close(out);
		}
	}
	return why;
}

static const char *read_element(const xmlNode *node, struct text *out, unsigned depth,
				char room[80])
{
	if (inline_is(node, "pc") || inline_is(node, "ph") || inline_is(node, "sc") ||
	    inline_is(node, "ec"))
		return read_mark(node, out, depth, room);
	if (inline_is(node, "cp"))
		return read_code_point(node, out);
	if (inline_is(node, "mrk"))
		return read_children(node, out, depth + 1, room);
	if (inline_is(node, "sm") || inline_is(node, "em"))
		return NULL;
	snprintf(room, 80, "an element <%.*s> that no unit has",
		 text_fit((const char *)node->name, 30), (const char *)node->name);
	return room;
}

static const char *read_children(const xmlNode *element, struct text *out, unsigned depth,
				 char room[80])
{
	const char *why = depth > MAX_DEPTH ? "marks that are nested too deep" : NULL;

	for (const xmlNode *node = element->children; node && !why; node = node->next) {
		if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
			add_characters(out, (const char *)node->content);
		else if (node->type == XML_ELEMENT_NODE)
			why = read_element(node, out, depth, room);
		else if (node->type == XML_ENTITY_REF_NODE)
			why = "an entity of its own";
	}
	return why;
}

const char *inline_read(const xmlNode *element, struct text *out, char room[80])
{
	return read_children(element, out, 0, room);
}

/* ---- the marks of both sides ------------------------------------------------- */

enum { MOST_MARKS = 2048 };

struct seen {
	uint8_t count[MOST_MARKS]; /* of mark N at N */
	uint8_t pair[MOST_MARKS];  /* it has words */
	uint8_t needed[MOST_MARKS];
};

static void see(const xmlNode *element, struct seen *seen)
{
	for (const xmlNode *node = element->children; node; node = node->next) {
		bool pair = inline_is(node, "pc") || inline_is(node, "sc");
		uint32_t id = 0;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		if ((pair || inline_is(node, "ph")) && !is_break(node))
			id = number_of(node, "id", 10);
		if (id && id < MOST_MARKS) {
			seen->count[id] += seen->count[id] < UINT8_MAX;
			seen->pair[id] = pair;
			seen->needed[id] = attribute_is(node, "canDelete", "no");
		}
		see(node, seen);
	}
}

const char *inline_compare(const xmlNode *source, const xmlNode *target, char room[80])
{
	struct seen *seen = calloc(2, sizeof(*seen));
	const char *format = NULL;

	if (!seen)
		return "cannot be checked: out of memory";
	see(source, &seen[0]);
	see(target, &seen[1]);
	for (int id = 1; id < MOST_MARKS && !format; id++) {
		uint8_t wanted = seen[0].count[id], found = seen[1].count[id];

		if (found && !wanted)
			format = "has a mark %d that its source has not";
		else if (found > wanted)
			format = "has mark %d more than once";
		else if (wanted && !found && seen[0].needed[id])
			format = "lacks mark %d";
		else if (found && seen[0].pair[id] != seen[1].pair[id])
			format = seen[0].pair[id] ? "has mark %d without words in it"
						  : "has words in mark %d, which is one sign";
		if (format)
			snprintf(room, 80, format, id);
	}
	free(seen);
	return format ? room : NULL;
}
