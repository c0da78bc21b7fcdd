/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/outline.h - "doc.outline", "doc.titles": titles outside of pages.
 * Units, spaces of coordinates, what a payload is: doctranslate/types.h.
 */
#ifndef DOCTRANSLATE_OUTLINE_H
#define DOCTRANSLATE_OUTLINE_H

#include <doctranslate/common.h>

#ifdef __cplusplus
extern "C" {
#endif

enum dt_title_kind {
	DT_TITLE_OUTLINE = 0, /* or the document's title */
	DT_TITLE_ALTERNATE,   /* of a structure element: a description of a picture, ... */
	DT_TITLE_ACTUAL_TEXT, /* ... what it says in full, */
	DT_TITLE_EXPANSION,   /* ... an abbreviation written out, */
	DT_TITLE_LANGUAGE,    /* ... its /Lang: a language tag, not to be translated */
	DT_TITLE_TOOLTIP,     /* of a form field */
	DT_TITLE_ANNOTATION   /* what an annotation says: a note, the description of a link */
};

struct dt_title {
	uint32_t object; /* of the outline item, element, field, annotation; 0: the document's
			  * title */
	uint32_t level;	 /* from 0 */
	struct dt_span text;
	uint32_t kind; /* enum dt_title_kind */
	uint32_t reserved;
};

enum {
	DT_DOCUMENT_ENCRYPTED = 1u << 0,
	DT_DOCUMENT_TRANSLATED = 1u << 1 /* says that a program has made it by translation */
};

struct dt_outline {
	uint32_t size;
	uint32_t flags;
	struct dt_span titles; /* struct dt_title */
	struct dt_span lang;   /* /Lang of the catalogue */
};
/* "doc.titles", the answer of translate.route, is a dt_outline, too, with the
 * translated texts. */

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_OUTLINE_H */
