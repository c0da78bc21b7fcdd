/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * characters.h - texts on their way into a prompt, and out of a reply.
 *
 * Nothing that is added with characters_add_json can end the JSON string that it stands in, and
 * nothing of it is invisible: controls are left out, what reorders text is escaped.
 */
#ifndef LLM_CHARACTERS_H
#define LLM_CHARACTERS_H

#include "../text.h"

#include <stdint.h>

enum characters_kind {
	CHARACTER_PLAIN = 0,
	CHARACTER_DROPPED, /* controls, what is no character, tags: nobody can see them */
	CHARACTER_BIDI,	   /* embeds, overrides, isolates: text looks different from what it is */
	CHARACTER_ESCAPED  /* marks of direction and the like: harmless, but not visible */
};

/* code: UINT32_MAX for a byte that is not UTF-8. */
enum characters_kind characters_kind(uint32_t code);

/* Adds a text of n bytes as the inside of a JSON string.  markup: it has the marks of a batch;
 * references are resolved where the result is no mark, and U+2028 becomes <br/>. */
void characters_add_json(struct text *out, const char *at, size_t n, bool markup);
/* Adds words for people, one line or several: without what is not to be seen. */
void characters_add_plain(struct text *out, const char *at, size_t n);

/* Adds a text of a reply in the form of a batch's texts: marks in their one spelling, & < > that
 * belong to no mark escaped, <br/> and line ends as U+2028 where the source has any, else blanks;
 * reasoning is left out.  source may be NULL: then the text has no marks (terms). */
void characters_clean(struct text *out, const char *at, size_t n, const char *source);

#endif /* LLM_CHARACTERS_H */
