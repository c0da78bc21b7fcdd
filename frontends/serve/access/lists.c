/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "lists.h"

#include "serve/settings/settings.h"

#include <stdlib.h>

struct access_lists *access_lists_new(const struct settings *settings,
				      const struct access_lists *before, struct dt_error *err)
{
	struct access_lists *lists = calloc(1, sizeof(*lists));

	if (!lists) {
		dt_fail(err, DT_E_SYSTEM, "out of memory");
		return NULL;
	}
	lists->settings = settings;
	lists->tokens = tokens_read(settings->auth_token, settings->auth_tokens_file,
				    before ? before->tokens : NULL, err);
	if (lists->tokens && settings->auth_required && !tokens_count(lists->tokens)) {
		dt_fail(err, DT_E_CONFIG, "%s: found no token, wanted one at least",
			settings->auth_tokens_file);
		tokens_free(lists->tokens);
		lists->tokens = NULL;
	}
	lists->failures = before ? failures_share(before->failures) : failures_new();
	if (lists->tokens && lists->failures)
		return lists;
	if (lists->tokens)
		dt_fail(err, DT_E_SYSTEM, "out of memory");
	access_lists_free(lists);
	return NULL;
}

void access_lists_free(struct access_lists *lists)
{
	if (!lists)
		return;
	tokens_free(lists->tokens);
	failures_free(lists->failures);
	free(lists);
}
