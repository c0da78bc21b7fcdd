/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * memory_records.h - job records in memory, for tests: what records.h promises, but for time.
 *
 * With failing set, calls that write fail with DT_E_UNAVAILABLE, as a database does that is busy.
 */
#ifndef DT_TESTS_MEMORY_RECORDS_H
#define DT_TESTS_MEMORY_RECORDS_H

#include <doctranslate/records.h>

#include <stdatomic.h>

struct memory_records;

extern const struct dt_records memory_records;

struct memory_records *memory_records_new(void);
void memory_records_free(struct memory_records *records);
void memory_records_fail(struct memory_records *records, bool failing);
/* As if that holder had claimed it and died; its lease goes on for lease_us. */
void memory_records_hold(struct memory_records *records, const char *id, const char *holder,
			 uint32_t attempt, int64_t lease_us);
/* How many deliveries there are, and the body of the last one (until it is freed). */
size_t memory_records_deliveries(struct memory_records *records, const char **body);

#endif
