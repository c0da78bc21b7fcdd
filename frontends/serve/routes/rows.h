/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * rows.h - short words for the rows of route tables.
 */
#ifndef DT_SERVE_ROWS_H
#define DT_SERVE_ROWS_H

#include "serve/http/exchange.h"
#include "shapes.h"

/* a list and how long it is */
#define LIST(list) (list), sizeof(list) / sizeof((list)[0])
#define NO_LIST	   NULL, 0
#define LAST_ROUTE                                                                                 \
	{                                                                                          \
		NULL, NULL, NULL, NULL, NULL, ACCESS_OPEN, BODY_NONE, NULL, NULL, 0, NULL, 0, NULL \
	}

#define QUERY(name, schema, summary)                                                               \
	{                                                                                          \
		name, IN_QUERY, &(schema), false, summary                                          \
	}
#define HEADER(name, schema, summary)                                                              \
	{                                                                                          \
		name, IN_HEADER, &(schema), false, summary                                         \
	}
#define JOB_ID                                                                                     \
	{                                                                                          \
		"job_id", IN_PATH, &shape_job_id, true, "of the job"                               \
	}

#define ANSWER(status, summary, schema, example)                                                   \
	{                                                                                          \
		status, summary, "application/json", &(schema), example                            \
	}
#define FILE_ANSWER(status, summary, type)                                                         \
	{                                                                                          \
		status, summary, type, NULL, NULL                                                  \
	}
#define EMPTY(status, summary)                                                                     \
	{                                                                                          \
		status, summary, NULL, NULL, NULL                                                  \
	}
#define FAULT(status, summary)                                                                     \
	{                                                                                          \
		status, summary, "application/json", &shape_error, NULL                            \
	}
#define NOT_THERE(summary) FAULT(404, summary)

#endif
