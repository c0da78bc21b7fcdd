/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tags.h - what a glossary asks of a language's tag (BCP 47): "es", "pt-BR", "zh_Hans".
 *
 * Case does not count, and "_" is as good as "-".  Pure functions, any thread.
 */
#ifndef GLOSSARY_TAGS_H
#define GLOSSARY_TAGS_H

#include <stdbool.h>
#include <stddef.h>

enum { TAG_SIZE = 16 };

/* Is one of them the other, or the beginning of it up to a "-"?  "pt" agrees with "pt-BR", "pt-PT"
 * does not.  NULL, "", "und" and "auto" agree with all. */
bool tags_agree(const char *tag, const char *other);
/* Does it name no language at all: NULL, "", "und", "auto"? */
bool tag_is_open(const char *tag);
/* The language without script and region in small letters, "" when there is none.  Norwegian in
 * either form is "no". */
void tag_language(const char *tag, char language[TAG_SIZE]);
/* Could it be a tag at all?  Letters first, then parts of up to eight letters and digits. */
bool tag_is_good(const char *tag);

#endif
