/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * deepl.h - the translator deepl.deepl: DeepL's API, version 2.
 *
 * Texts go out as XML (tag_handling "xml"), with the names that stand for objects in elements
 * that are not translated.  A key that ends in ":fx" is for the free service, which has an
 * address of its own.  A batch is text of one language; DeepL finds that itself when it is not
 * known.
 *
 * Source: developers.deepl.com, API reference (2026).
 */
#ifndef DEEPL_DEEPL_H
#define DEEPL_DEEPL_H

#include "../mt/backend.h"

struct deepl_options {
	struct net_options net;
	int64_t formality, model_type, tag_handling_version; /* see module.c */
	bool preserve_formatting, context;
	int64_t glossary;
	double price; /* below 0: by the key */
};

enum deepl_glossary { DEEPL_GLOSSARY_KEEP, DEEPL_GLOSSARY_DELETE, DEEPL_GLOSSARY_OFF };

extern const char *const deepl_formalities[],
	*const deepl_model_types[], *const deepl_tag_versions[], *const deepl_glossary_uses[];

dt_status deepl_open(const struct dt_call *call, const void *options, void **self,
		     struct dt_error *err);
void deepl_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage);
dt_status deepl_preflight(const struct dt_call *call, struct dt_error *err);

#endif
