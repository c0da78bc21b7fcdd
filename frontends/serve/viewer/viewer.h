/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * viewer.h - pages that show /openapi.json to people: /docs and /redoc, as the program that this
 * one replaces has them, and what they load.  Scripts and styles are files of their own, so the
 * pages allow nothing that is not this server's.
 */
#ifndef DT_SERVE_VIEWER_H
#define DT_SERVE_VIEWER_H

#include "serve/http/exchange.h"

/* Made from the files by make; each ends with a NUL. */
extern const char viewer_html[], viewer_css[], viewer_js[];

extern const struct route routes_viewer[];

#endif
