/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * say.h - does an answer say a term?
 *
 * It does when the words of the term stand in it one behind the other, whatever their case and
 * their endings, or when the term is a part of longer words, as in compounds and behind prefixes.
 */
#ifndef GLOSSARY_SAY_H
#define GLOSSARY_SAY_H

#include <stdbool.h>
#include <stddef.h>

/* One thread at a time. */
struct glossary_ear;

/* For answers in that language; NULL without memory. */
struct glossary_ear *glossary_ear_new(const char *lang);
void glossary_ear_free(struct glossary_ear *ear);
/* The answer that says is asked about; false without memory. */
bool glossary_hear(struct glossary_ear *ear, const char *answer, size_t n);
/* True as well without memory: nobody is blamed for that. */
bool glossary_says(struct glossary_ear *ear, const char *term);

#endif
