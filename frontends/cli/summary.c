/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "summary.h"

#include "common/metrics.h"
#include "files.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_KINDS = 8 };

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static const char *ending(json_int_t n)
{
	return n == 1 ? "" : "s";
}

__attribute__((format(printf, 3, 4))) static void add(char *line, size_t size, const char *format,
						      ...)
{
	size_t used = strlen(line);
	va_list args;

	va_start(args, format);
	vsnprintf(line + used, size - used, format, args);
	va_end(args);
}

/* ---- notes ----------------------------------------------------------------------- */

struct kind { /* notes of one code */
	const char *code, *first;
	json_int_t page;
	size_t n;
};

static bool is_fault(const json_t *note)
{
	return !strcmp(text(note, "level"), "fault");
}

static size_t count_notes(const json_t *report, bool faults)
{
	const json_t *note;
	size_t i, n = 0;

	json_array_foreach(json_object_get(report, "notes"), i, note) n +=
		strcmp(text(note, "level"), "info") && is_fault(note) == faults;
	return n;
}

static void say_note(struct session *session, const struct kind *kind)
{
	char place[40] = "", more[60] = "";

	if (kind->page > 0)
		snprintf(place, sizeof(place), "page %" JSON_INTEGER_FORMAT ": ", kind->page);
	if (kind->n > 1)
		snprintf(more, sizeof(more), " (and %zu more like it)", kind->n - 1);
	session_say(session, "  %s%s%s", place, kind->first, more);
}

/* Is there a note of that code? */
static bool has_note(const json_t *report, const char *code)
{
	const json_t *note;
	size_t i;

	json_array_foreach(json_object_get(report, "notes"), i,
			   note) if (!strcmp(text(note, "code"), code)) return true;
	return false;
}

/* Who has edited a file of translations wants the line of each fault in it; not when it is the
 * file of another document. */
static bool told_each(const json_t *report, const char *code)
{
	return !strncmp(code, "xliff.", 6) && !has_note(report, "xliff.document");
}

/* Each kind of note once with its first text; all of them with --verbose. */
static void say_notes(struct session *session, const json_t *report)
{
	struct kind kinds[MOST_KINDS];
	const json_t *note;
	size_t i, n = 0, k, left_out = 0;

	json_array_foreach(json_object_get(report, "notes"), i, note)
	{
		const json_t *page = json_object_get(note, "page");
		struct kind one = { text(note, "code"), text(note, "text"),
				    json_is_integer(page) ? json_integer_value(page) : 0, 1 };

		if (!strcmp(text(note, "level"), "info") && !session->verbose)
			continue;
		if (session->verbose || told_each(report, one.code)) {
			say_note(session, &one);
			continue;
		}
		for (k = 0; k < n && strcmp(kinds[k].code, one.code); k++)
			;
		if (k < n)
			kinds[k].n++;
		else if (n < MOST_KINDS)
			kinds[n++] = one;
		else
			left_out++;
	}
	for (k = 0; k < n; k++)
		say_note(session, &kinds[k]);
	if (left_out)
		session_say(session, "  and %zu notes of other kinds; --verbose tells all",
			    left_out);
}

static void say_timings(struct session *session, const json_t *report)
{
	const json_t *timings = json_object_get(report, "timings"), *one;
	size_t i;

	json_array_foreach(timings, i, one)
		session_say(session, "  %-10s %8.3f s of work, %6.0f calls", text(one, "node"),
			    json_number_value(json_object_get(one, "cpu_s")),
			    json_number_value(json_object_get(one, "calls")));
}

/* ---- the lines --------------------------------------------------------------------- */

/* Nothing of translators that cost neither tokens nor money. */
static void add_usage(char *line, size_t size, const json_t *report)
{
	struct metrics_sum sum = metrics_sum(report);

	if (sum.tokens)
		add(line, size, ", %" JSON_INTEGER_FORMAT " tokens", sum.tokens);
	else if (sum.characters)
		add(line, size, ", %" JSON_INTEGER_FORMAT " characters sent", sum.characters);
	if (sum.usd > 0)
		add(line, size, sum.usd < 0.01 ? ", %.6f USD" : ", %.4f USD", sum.usd);
}

void summary_document(struct session *session, const struct task *task)
{
	const json_t *report = task->report, *ledger = json_object_get(report, "ledger");
	json_int_t pages =
		json_integer_value(json_object_get(json_object_get(report, "pages"), "total"));
	json_int_t segments = json_integer_value(json_object_get(ledger, "segments_translated"));
	double seconds = json_number_value(json_object_get(report, "elapsed_s"));
	size_t warnings = count_notes(report, false), faults = count_notes(report, true);
	char line[900];

	snprintf(line, sizeof(line), "%s: %" JSON_INTEGER_FORMAT " page%s", task->input, pages,
		 ending(pages));
	if (ledger)
		add(line, sizeof(line), ", %" JSON_INTEGER_FORMAT " segment%s translated", segments,
		    ending(segments));
	add(line, sizeof(line), seconds < 10 ? ", %.2f s" : ", %.0f s", seconds);
	if (task->failed_pages)
		add(line, sizeof(line), ", %u page%s left as %s", task->failed_pages,
		    ending(task->failed_pages), task->failed_pages == 1 ? "it was" : "they were");
	if (warnings)
		add(line, sizeof(line), ", %zu warning%s", warnings, ending((json_int_t)warnings));
	if (faults)
		add(line, sizeof(line), ", %zu fault%s", faults, ending((json_int_t)faults));
	add_usage(line, sizeof(line), report);
	session_say(session, "%s", line);
	say_notes(session, report);
	if (session->verbose)
		say_timings(session, report);
}

void summary_failure(struct session *session, const struct task *task)
{
	char line[1200];

	snprintf(line, sizeof(line), "doctranslate: %s", task->fault.text);
	progress_line(session->progress, line);
}

json_int_t summary_failed_segments(const json_t *report)
{
	return json_integer_value(
		json_object_get(json_object_get(report, "ledger"), "segments_failed"));
}

void summary_partial(struct fault *fault, const struct task *tasks, size_t n, bool strict)
{
	unsigned pages = 0, faults = 0;
	json_int_t segments = 0;

	for (size_t i = 0; i < n; i++) {
		pages += tasks[i].failed_pages;
		faults += tasks[i].faults;
		segments += summary_failed_segments(tasks[i].report);
	}
	if (pages)
		fault_set(fault, EXIT_PARTIAL, "partial",
			  "the result is written, but %u page%s could not be done and %s as %s",
			  pages, ending(pages), pages == 1 ? "is" : "are",
			  pages == 1 ? "it was" : "they were");
	else if (segments)
		fault_set(fault, EXIT_PARTIAL, "partial",
			  "the result is written, but %" JSON_INTEGER_FORMAT
			  " segment%s could not be translated and %s in the source language",
			  segments, ending(segments), segments == 1 ? "stays" : "stay");
	else if (strict)
		fault_set(
			fault, EXIT_PARTIAL, "partial",
			"the result is written, but it has %u fault%s that --strict does not accept",
			faults, ending(faults));
}

void summary_write(struct session *session, enum option_id option, const json_t *json)
{
	const char *path = arguments_text(&session->arguments, option);
	char *dump = json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(7));

	if (dump)
		file_write(path, dump, strlen(dump), true, &session->fault);
	else
		fault_set(&session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
	free(dump);
}
