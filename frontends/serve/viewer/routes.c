/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "viewer.h"

#include <stdlib.h>
#include <string.h>

static void answer(struct exchange *exchange, const char *media_type, const char *text)
{
	char *copy = strdup(text);

	if (!copy) {
		exchange_fail(exchange, 503, "internal_error", NULL, "out of memory");
		return;
	}
	exchange_set_header(exchange, "Cache-Control", "no-cache");
	exchange_set_header(exchange, "Content-Security-Policy",
			    "default-src 'none'; script-src 'self'; style-src 'self'; "
			    "connect-src 'self'; base-uri 'none'; form-action 'none'; "
			    "frame-ancestors 'none'");
	exchange_answer_text(exchange, 200, media_type, copy, strlen(copy));
}

static void handle_page(struct exchange *exchange)
{
	answer(exchange, "text/html; charset=utf-8", viewer_html);
}

static void handle_style(struct exchange *exchange)
{
	answer(exchange, "text/css; charset=utf-8", viewer_css);
}

static void handle_script(struct exchange *exchange)
{
	answer(exchange, "text/javascript; charset=utf-8", viewer_js);
}

#define PAGE(path, access, handler)                                                                \
	{                                                                                          \
		"GET", path, NULL, NULL, NULL, access, BODY_NONE, NULL, NULL, 0, NULL, 0, handler  \
	}

/* The first two want the token, as the contract has it.  A browser cannot send one with an address
 * that is typed, so the same page, which holds nothing of this server, is also where it can be
 * opened and asks for the token itself. */
const struct route routes_viewer[] = {
	PAGE("/docs", ACCESS_TOKEN, handle_page),
	PAGE("/redoc", ACCESS_TOKEN, handle_page),
	PAGE("/docs.html", ACCESS_OPEN, handle_page),
	PAGE("/docs/viewer.css", ACCESS_OPEN, handle_style),
	PAGE("/docs/viewer.js", ACCESS_OPEN, handle_script),
	{ 0 },
};
