/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * azure.h - the translator azure.azure: Azure Translator, text translation, version 3.0.
 *
 * Texts go out as HTML; a user's terms stand in them as entries of a dynamic dictionary.  The key
 * of a resource that is not global goes with its region.
 *
 * Source: learn.microsoft.com, Translator v3.0 reference (2026).
 */
#ifndef AZURE_AZURE_H
#define AZURE_AZURE_H

#include "../mt/backend.h"

struct azure_options {
	struct net_options net;
	const char *region, *category;
	double price;
};

dt_status azure_open(const struct dt_call *call, const void *options, void **self,
		     struct dt_error *err);
void azure_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage);
dt_status azure_preflight(const struct dt_call *call, struct dt_error *err);

#endif
