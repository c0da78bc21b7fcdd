/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libretranslate.h - the translator libretranslate.libretranslate: a LibreTranslate server, own or
 * hosted.
 *
 * Texts go out as HTML in one list, as every server since version 1.3 takes it.  A server of one's
 * own needs no key; the hosted one does.  Its key goes into the body, as the service has it.
 *
 * Source: docs.libretranslate.com (2026).
 */
#ifndef LIBRETRANSLATE_LIBRETRANSLATE_H
#define LIBRETRANSLATE_LIBRETRANSLATE_H

#include "../mt/backend.h"

struct libretranslate_options {
	struct net_options net;
	double price;
};

dt_status libretranslate_open(const struct dt_call *call, const void *options, void **self,
			      struct dt_error *err);
void libretranslate_estimate(const void *options, const struct dt_batch *batch,
			     struct dt_usage *usage);
dt_status libretranslate_preflight(const struct dt_call *call, struct dt_error *err);

#endif
