/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * log.h - the log of the service: one line for each event, as JSON or for a terminal.
 *
 *	log_info("job.started", LOG_JOB(id), LOG_NUMBER("attempt", 2));
 *
 * There is one field at least (LOG_NONE).  The event is a constant word ("http.request",
 *"job.finished"), what varies stands in fields. A line is made on the caller's thread and written
 *by another: a log that nobody reads blocks no request.  When the writer cannot keep up, new lines
 *are dropped and counted, and one line says so.
 *
 * Secrets do not come through: texts of fields whose name says so (key, token, secret, password,
 * authorization, cookie...) are left out, and in every text keys after "Bearer", in URLs (user,
 * password, signatures, keys) and in the usual shapes (sk-, whsec_, AKIA, JWT) are masked.  With
 * redact texts of more than 512 bytes keep their first 256 and last 128.
 *
 * Of the process: between log_start and log_stop.  Before and after, lines go nowhere.
 * Threads: any.
 */
#ifndef DT_SERVE_LOG_H
#define DT_SERVE_LOG_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_LEVEL_DEBUG = 0, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

enum log_kind {
	LOG_KIND_END = 0,
	LOG_KIND_TEXT,
	LOG_KIND_WORD,
	LOG_KIND_NUMBER,
	LOG_KIND_REAL,
	LOG_KIND_BOOL,
	LOG_KIND_JSON
};

struct log_field {
	const char *name;
	enum log_kind kind;
	const char *text; /* NULL: the field is left out */
	size_t n;	  /* bytes of text; SIZE_MAX: to its NUL */
	int64_t number;
	double real;
	const json_t *json; /* NULL: left out */
};

#define LOG_TEXT(name, text)                                                                       \
	{                                                                                          \
		(name), LOG_KIND_TEXT, (text), SIZE_MAX, 0, 0, NULL                                \
	}
/* A text of this program's own (a route, a state): not looked through for secrets. */
#define LOG_WORD(name, text)                                                                       \
	{                                                                                          \
		(name), LOG_KIND_WORD, (text), SIZE_MAX, 0, 0, NULL                                \
	}
#define LOG_BYTES(name, text, n)                                                                   \
	{                                                                                          \
		(name), LOG_KIND_TEXT, (text), (n), 0, 0, NULL                                     \
	}
#define LOG_NUMBER(name, number)                                                                   \
	{                                                                                          \
		(name), LOG_KIND_NUMBER, NULL, 0, (int64_t)(number), 0, NULL                       \
	}
#define LOG_REAL(name, real)                                                                       \
	{                                                                                          \
		(name), LOG_KIND_REAL, NULL, 0, 0, (real), NULL                                    \
	}
#define LOG_BOOL(name, is)                                                                         \
	{                                                                                          \
		(name), LOG_KIND_BOOL, NULL, 0, (is), 0, NULL                                      \
	}
#define LOG_JSON(name, json)                                                                       \
	{                                                                                          \
		(name), LOG_KIND_JSON, NULL, 0, 0, 0, (json)                                       \
	}
#define LOG_NONE LOG_TEXT("", NULL)
/* the names that all parts use */
#define LOG_REQUEST(id)	  LOG_TEXT("request_id", id)
#define LOG_JOB(id)	  LOG_TEXT("job_id", id)
#define LOG_NODE(name)	  LOG_TEXT("node", name)
#define LOG_PAGE(page)	  LOG_NUMBER("page", page)
#define LOG_TRACE(id)	  LOG_TEXT("trace_id", id)
#define LOG_MESSAGE(text) LOG_TEXT("message", text)

#define log_event(level, event, ...)                                                               \
	do {                                                                                       \
		if (log_wants(level))                                                              \
			log_write((level), (event),                                                \
				  (const struct log_field[]){                                      \
					  __VA_ARGS__,                                             \
					  { NULL, LOG_KIND_END, NULL, 0, 0, 0, NULL } });          \
	} while (0)
#define log_debug(event, ...)	log_event(LOG_LEVEL_DEBUG, event, __VA_ARGS__)
#define log_info(event, ...)	log_event(LOG_LEVEL_INFO, event, __VA_ARGS__)
#define log_warning(event, ...) log_event(LOG_LEVEL_WARNING, event, __VA_ARGS__)
#define log_error(event, ...)	log_event(LOG_LEVEL_ERROR, event, __VA_ARGS__)

struct log_options {
	int fd; /* borrowed until log_stop; 2 */
	enum log_level level;
	bool json, redact;
	const char *service; /* "doctranslate" */
};

/* "INFO", "warning", "warn", "critical"...; false: no level is called so. */
bool log_level_read(const char *name, enum log_level *level);
/* false: no thread or no memory */
bool log_start(const struct log_options *options);
/* Of a reload: level, form and redaction of the lines that come. */
void log_change(const struct log_options *options);
/* Writes what is there (for two seconds at most) and ends the writer. */
void log_stop(void);

bool log_wants(enum log_level level);
void log_write(enum log_level level, const char *event, const struct log_field *fields);
/* Lines that were dropped since log_start. */
uint64_t log_dropped(void);

/* Makes text fit to be shown to anybody: secrets masked, cut when redact; the caller frees. */
char *log_redacted(const char *text, size_t n, bool redact);
/* The same through a whole value, by names of members too; a new reference. */
json_t *log_redacted_json(const json_t *value, bool redact);

#endif
