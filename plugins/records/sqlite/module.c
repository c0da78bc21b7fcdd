/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "book.h"

static const struct dt_option options[] = {
	DT_OPT_STRING(struct book_options, path, DT_REQUIRED, NULL,
		      "file of the records, made when it is missing; its folder must be there"),
	DT_OPT_TIME(struct book_options, wait, 0, "5s", 0, 600000,
		    "how long a lock of another process is waited for"),
	DT_OPT_INT(struct book_options, readers, 0, "4", 0, 64,
		   "connections for reading that are kept open while nobody reads"),
};

static dt_status check(const void *given, const char **option, struct dt_error *err)
{
	const struct book_options *wanted = given;

	if (*wanted->path)
		return DT_OK;
	*option = "path";
	return dt_fail(err, DT_E_CONFIG, "the name of a file is empty");
}

static const struct dt_records records[] = { {
	.name = "jobs",
	.summary = "jobs, events and deliveries of a service in an SQLite file",
	.options = options,
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct book_options),
	.check = check,
	.open = book_open,
	.close = book_close,
	.create = book_create,
	.get = book_get,
	.list = book_list,
	.count = book_count,
	.claim = book_claim,
	.renew = book_renew,
	.release = book_release,
	.advance = book_advance,
	.cancel = book_cancel,
	.events = book_events,
	.expired = book_expired,
	.remove = book_remove,
	.due = book_due,
	.attempted = book_attempted,
	.deliveries = book_deliveries,
	.attempts = book_attempts,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE_WITH_RECORDS,
	.name = "sqlite",
	.version = PACKAGE_VERSION,
	.summary = "records of a service in an SQLite file",
	.license = "AGPL-3.0-or-later",
	.records = records,
	.n_records = DT_COUNT(records),
};
