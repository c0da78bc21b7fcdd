/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * assets.h - the files of the web page, which make puts into the program (make_assets.sh).
 */
#ifndef DT_SERVE_WEB_ASSETS_H
#define DT_SERVE_WEB_ASSETS_H

#include <stddef.h>

struct asset_form { /* as it is sent */
	const unsigned char *bytes;
	size_t size;
	const char *tag; /* strong: of its content */
};

struct asset {
	const char *name, *media_type;
	struct asset_form plain, gzip;
};

extern const struct asset web_assets[];
extern const size_t web_assets_count;

#endif
