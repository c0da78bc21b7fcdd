/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * inline.h - the content of <source> and <target>, from and to the texts of units.
 *
 * Writing cannot fail but for memory, which the writer remembers.  Reading takes what
 * tools make of the marks, too: <sc/><ec/> for <pc>, <mrk> around words, <cp> for
 * characters that XML has not.
 */
#ifndef XLIFF_INLINE_H
#define XLIFF_INLINE_H

#include "../markup.h"

#include <doctranslate/types.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>

struct inline_marks { /* of a unit, to write it */
	const void *payload;
	const struct dt_unit_mark *at;
	uint32_t n;
	bool optional; /* styles and links may be deleted: the first translator did */
};

/* The children of the open element. */
void inline_write(xmlTextWriterPtr writer, const struct inline_marks *marks, const char *markup,
		  size_t length);
/* Characters with <cp> for those that XML has not. */
void inline_write_text(xmlTextWriterPtr writer, const char *at, size_t length);
/* As an attribute or in a note, where there is no <cp>: U+FFFD instead. */
void inline_write_value(xmlTextWriterPtr writer, const char *attribute, const char *at,
			size_t length);

/* Adds the content of <source> or <target> to out as markup.  NULL, or what is wrong with it as
 * the end of a sentence "it has ...", in room. */
const char *inline_read(const xmlNode *element, struct text *out, char room[80]);
/* Does target have the marks of source?  Both are elements.  NULL, or what is wrong as the end
 * of a sentence "it ...", in room. */
const char *inline_compare(const xmlNode *source, const xmlNode *target, char room[80]);

/* An element of XLIFF's core with that name? */
bool inline_is(const xmlNode *node, const char *name);

#endif
