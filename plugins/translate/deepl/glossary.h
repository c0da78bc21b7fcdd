/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * glossary.h - a job's glossary as one of DeepL's.
 *
 * DeepL keeps glossaries by itself and takes the id of one with a request.  The first batch with
 * terms looks for a glossary of the name that the job's glossary and the pair of languages have,
 * and makes it when there is none; later batches, and later runs, use it.  Terms inflect there.
 * What cannot be had is told once, and requests go without; the route looks for the terms in the
 * answers all the same.
 *
 * Any thread.  Batches that come while the glossary is being made wait for it without a thread.
 */
#ifndef DEEPL_GLOSSARY_H
#define DEEPL_GLOSSARY_H

#include "../mt/backend.h"

struct deepl_glossaries;

struct deepl_glossaries *deepl_glossaries_new(void);
/* Once the client has ended its requests; takes NULL. */
void deepl_glossaries_free(struct deepl_glossaries *glossaries);

/* As mt_backend.prepare: ends with mt_proceed. */
void deepl_glossary_prepare(struct deepl_glossaries *glossaries, struct mt *mt, struct mt_job *job);
/* Has DeepL delete those that were used. */
void deepl_glossaries_delete(struct deepl_glossaries *glossaries, struct mt *mt);

#endif
