/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * amazon.h - the translator amazon.amazon: Amazon Translate, TranslateText.
 *
 * One request a text, as HTML: the service keeps elements where they belong and leaves those with
 * translate="no" alone.  A user's terms stand in such elements, as their translation; a custom
 * terminology that lies at the service may be named besides.
 *
 * Source: docs.aws.amazon.com, Amazon Translate Developer Guide ("Using do-not-translate tags",
 * "Guidelines and quotas") and API reference (2026).
 */
#ifndef AMAZON_AMAZON_H
#define AMAZON_AMAZON_H

#include "../../net/aws/aws.h"
#include "../mt/backend.h"

struct amazon_options {
	struct net_options net;
	struct aws_options aws;
	const char *terminology;
	int64_t formality;
	bool brevity;
	double price;
};

extern const char *const amazon_formalities[];

dt_status amazon_open(const struct dt_call *call, const void *options, void **self,
		      struct dt_error *err);
void amazon_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage);
dt_status amazon_preflight(const struct dt_call *call, struct dt_error *err);

#endif
