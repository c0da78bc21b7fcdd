/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * rules.h - which text needs no translator.
 *
 * Letters are Unicode's (general category L, and M behind one), so that a word of any
 * script counts as one.  No state, any thread.
 */
#ifndef ROUTE_RULES_H
#define ROUTE_RULES_H

#include <stdbool.h>
#include <stdint.h>

enum rules_class {
	RULES_BLANK, /* white space, U+2028 */
	RULES_LETTER,
	RULES_DIGIT,
	RULES_POINT,  /* punctuation */
	RULES_SIGN,   /* all else */
	RULES_OBJECT, /* U+FFFC */
	RULES_FIXED   /* a part of an identifier */
};

/* An ideograph, kana or Hangul. */
bool rules_square(uint32_t code);
/* That, or a letter of a script that writes words one after the other, as Thai does. */
bool rules_runs_on(uint32_t code);

/* The class of each byte of a text. */
void rules_classify(const char *text, uint32_t length, uint8_t *classes);

/* The next URL, mailbox, DOI or path at *at or behind it: from *start to *at, without the
 * brackets and points around it. */
bool rules_next_identifier(const char **at, const char *end, const char **start);

/* The dt_rule by which a text of this role stays as it is, DT_RULE_NONE when it has to
 * be translated.  Stops as soon as that is known. */
uint32_t rules_keep(const char *text, uint32_t length, uint32_t role);

#endif
