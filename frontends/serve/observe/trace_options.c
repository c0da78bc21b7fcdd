/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* OpenTelemetry specification: general SDK and OTLP exporter configuration by the environment. */
#include "config.h"

#include "trace_options.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define PAIR_MAX 4096 /* bytes of a name or value */

/* Empty ones count as unset. */
static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* That of traces, else that of all signals. */
static const char *exporter_variable(const char *name)
{
	const char *value;
	char full[64];

	snprintf(full, sizeof(full), "OTEL_EXPORTER_OTLP_TRACES_%s", name);
	value = variable(full);
	if (value)
		return value;
	snprintf(full, sizeof(full), "OTEL_EXPORTER_OTLP_%s", name);
	return variable(full);
}

static dt_status number(const char *name, const char *text, int64_t least, int64_t most,
			int64_t *value, struct dt_error *err)
{
	char *end;
	long long read;

	if (!text)
		return DT_OK;
	errno = 0;
	read = strtoll(text, &end, 10);
	if (errno || *end || end == text || read < least || read > most)
		return dt_fail(err, DT_E_CONFIG, "%s is no number from %lld to %lld", name,
			       (long long)least, (long long)most);
	*value = read;
	return DT_OK;
}

/* ---- lists "name=value,name=value", percent-encoded (W3C Baggage) ------------------ */

static int hex(char c)
{
	return isdigit((unsigned char)c)    ? c - '0'
	       : isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10
					    : -1;
}

static void decode(char *text)
{
	char *to = text;

	for (const char *at = text; *at; at++) {
		if (*at == '%' && hex(at[1]) >= 0 && hex(at[2]) >= 0) {
			*to++ = (char)(hex(at[1]) * 16 + hex(at[2]));
			at += 2;
		} else {
			*to++ = *at;
		}
	}
	*to = '\0';
}

/* Blanks around are left out. */
static bool copy_part(char *to, const char *from, size_t n)
{
	while (n && (*from == ' ' || *from == '\t')) {
		from++;
		n--;
	}
	while (n && (from[n - 1] == ' ' || from[n - 1] == '\t'))
		n--;
	if (n >= PAIR_MAX)
		return false;
	memcpy(to, from, n);
	to[n] = '\0';
	decode(to);
	return true;
}

/* One pair of a list; false: no more.  *good: it is one. */
static bool next_pair(const char **list, char name[PAIR_MAX], char value[PAIR_MAX], bool *good)
{
	const char *at = *list, *end, *equals;

	while (*at == ',' || *at == ' ')
		at++;
	if (!*at)
		return false;
	end = at + strcspn(at, ",");
	equals = memchr(at, '=', (size_t)(end - at));
	*list = end;
	*good = equals && equals > at && copy_part(name, at, (size_t)(equals - at)) &&
		copy_part(value, equals + 1, (size_t)(end - equals - 1)) && *name;
	return true;
}

static dt_status add_attributes(struct text *resource, const char *list, const char *variable_name,
				struct dt_error *err)
{
	char name[PAIR_MAX], value[PAIR_MAX];
	bool good;

	while (list && next_pair(&list, name, value, &good)) {
		if (!good)
			return dt_fail(err, DT_E_CONFIG, "%s is not of the form name=value,...",
				       variable_name);
		trace_add_text(resource, name, value, strlen(value));
	}
	return DT_OK;
}

static bool is_header(const char *name, const char *value)
{
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && !strchr("-_.!#$&'*+^`|~", *name))
			return false;
	for (; *value; value++)
		if ((unsigned char)*value < ' ' || *value == 0x7f)
			return false;
	return true;
}

static dt_status read_headers(struct trace_settings *settings, struct dt_error *err)
{
	const char *list = exporter_variable("HEADERS");
	char name[PAIR_MAX], value[PAIR_MAX];
	size_t n = 0;
	char **more;
	bool good;

	while (list && next_pair(&list, name, value, &good)) {
		if (!good || !is_header(name, value))
			return dt_fail(err, DT_E_CONFIG,
				       "OTEL_EXPORTER_OTLP_HEADERS is not of the form "
				       "name=value,...");
		more = realloc(settings->headers, (n + 2) * sizeof(*more));
		if (!more)
			return dt_fail(err, DT_E_SYSTEM, "out of memory for headers of traces");
		settings->headers = more;
		more[n + 1] = NULL;
		if (asprintf(&more[n], "%s: %s", name, value) < 0) {
			more[n] = NULL;
			return dt_fail(err, DT_E_SYSTEM, "out of memory for headers of traces");
		}
		n++;
	}
	return DT_OK;
}

/* ---- one after the other ------------------------------------------------------------ */

static dt_status read_url(const struct trace_options *options, struct trace_settings *settings,
			  struct dt_error *err)
{
	const char *whole = variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
	const char *common = variable("OTEL_EXPORTER_OTLP_ENDPOINT");
	const char *base = options->endpoint && *options->endpoint ? options->endpoint : common;
	size_t n;
	int made;

	/* what was told otherwise than by the environment comes before all of that */
	if (base && base != common && (!common || strcmp(base, common) != 0))
		whole = NULL;
	if (whole) {
		made = asprintf(&settings->url, "%s", whole);
	} else {
		base = base ? base : "http://localhost:4318";
		for (n = strlen(base); n && base[n - 1] == '/';)
			n--;
		made = asprintf(&settings->url, "%.*s/v1/traces", (int)n, base);
	}
	if (made < 0) {
		settings->url = NULL;
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the collector's address");
	}
	if (strncasecmp(settings->url, "http://", 7) && strncasecmp(settings->url, "https://", 8))
		return dt_fail(err, DT_E_CONFIG,
			       "the collector of traces has to have an address that begins with "
			       "http:// or https://");
	return DT_OK;
}

static dt_status read_sampler(struct trace_settings *settings, struct dt_error *err)
{
	const char *name = variable("OTEL_TRACES_SAMPLER"),
		   *arg = variable("OTEL_TRACES_SAMPLER_ARG");
	const char *root = name ? name : "parentbased_always_on";
	char *end;

	settings->by_parent = !strncmp(root, "parentbased_", 12);
	if (settings->by_parent)
		root += 12;
	if (!strcmp(root, "always_on")) {
		settings->ratio = 1;
	} else if (!strcmp(root, "always_off")) {
		settings->ratio = 0;
	} else if (!strcmp(root, "traceidratio")) {
		settings->ratio = arg ? strtod(arg, &end) : 1;
		if (arg && (*end || !(settings->ratio >= 0 && settings->ratio <= 1)))
			return dt_fail(err, DT_E_CONFIG,
				       "OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1");
	} else {
		return dt_fail(err, DT_E_CONFIG,
			       "OTEL_TRACES_SAMPLER is none of always_on, always_off, traceidratio "
			       "and the same with parentbased_ before it");
	}
	return DT_OK;
}

static dt_status read_times(struct trace_settings *settings, struct dt_error *err)
{
	int64_t queue = 2048, batch = 512;
	dt_status status;

	settings->timeout_ms = 10000;
	settings->delay_ms = 5000;
	settings->export_ms = 30000;
	status = number("OTEL_EXPORTER_OTLP_TIMEOUT", exporter_variable("TIMEOUT"), 1, 3600000,
			&settings->timeout_ms, err);
	if (!status)
		status = number("OTEL_BSP_SCHEDULE_DELAY", variable("OTEL_BSP_SCHEDULE_DELAY"), 1,
				3600000, &settings->delay_ms, err);
	if (!status)
		status = number("OTEL_BSP_EXPORT_TIMEOUT", variable("OTEL_BSP_EXPORT_TIMEOUT"), 1,
				3600000, &settings->export_ms, err);
	if (!status)
		status = number("OTEL_BSP_MAX_QUEUE_SIZE", variable("OTEL_BSP_MAX_QUEUE_SIZE"), 1,
				1000000, &queue, err);
	if (!status)
		status = number("OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
				variable("OTEL_BSP_MAX_EXPORT_BATCH_SIZE"), 1, 100000, &batch, err);
	settings->queue = (size_t)queue;
	settings->batch = (size_t)(batch < queue ? batch : queue);
	return status;
}

static dt_status read_resource(const struct trace_options *options, struct trace_settings *settings,
			       struct dt_error *err)
{
	const char *service = options->service, *standard = variable("OTEL_SERVICE_NAME");
	struct text *resource = &settings->resource;
	char host[256] = "", process[24];
	dt_status status;

	/* the preset of the service's own setting does not hide what the standard one says */
	if (!service || !*service || (!strcmp(service, "doctranslate") && standard))
		service = standard ? standard : "doctranslate";
	trace_add_text(resource, "service.name", service, strlen(service));
	trace_add_text(resource, "service.version", PACKAGE_VERSION, strlen(PACKAGE_VERSION));
	if (!gethostname(host, sizeof(host) - 1))
		trace_add_text(resource, "host.name", host, strlen(host));
	snprintf(process, sizeof(process), "%ld", (long)getpid());
	trace_add_text(resource, "service.instance.id", process, strlen(process));
	status = add_attributes(resource, variable("OTEL_RESOURCE_ATTRIBUTES"),
				"OTEL_RESOURCE_ATTRIBUTES", err);
	if (!status)
		status = add_attributes(resource, options->attributes,
					"the list of resource attributes", err);
	if (!status && resource->failed)
		status = dt_fail(err, DT_E_SYSTEM, "out of memory for resource attributes");
	return status;
}

static dt_status read_exporter(struct trace_settings *settings, struct dt_error *err)
{
	const char *exporter = variable("OTEL_TRACES_EXPORTER");
	const char *disabled = variable("OTEL_SDK_DISABLED");
	const char *authority = exporter_variable("CERTIFICATE");
	const char *protocol = exporter_variable("PROTOCOL");
	const char *compression = exporter_variable("COMPRESSION");

	settings->on = !(disabled && !strcasecmp(disabled, "true")) &&
		       !(exporter && !strcmp(exporter, "none"));
	if (exporter && strcmp(exporter, "none") && strcmp(exporter, "otlp"))
		return dt_fail(err, DT_E_CONFIG, "OTEL_TRACES_EXPORTER is neither otlp nor none");
	if (compression && strcmp(compression, "none"))
		return dt_fail(err, DT_E_CONFIG,
			       "OTEL_EXPORTER_OTLP_COMPRESSION asks for what is not spoken here: "
			       "traces are sent without compression");
	if (protocol && strcmp(protocol, "http/json") != 0)
		return dt_fail(
			err, DT_E_CONFIG,
			"OTEL_EXPORTER_OTLP_PROTOCOL: found \"%.40s\", wanted http/json, which "
			"is what traces are sent as",
			protocol);
	if (authority) {
		settings->authority = strdup(authority);
		if (!settings->authority)
			return dt_fail(err, DT_E_SYSTEM, "out of memory for a file's name");
	}
	return DT_OK;
}

dt_status trace_settings_read(const struct trace_options *options, struct trace_settings *settings,
			      struct dt_error *err)
{
	dt_status status;

	*settings = (struct trace_settings){ 0 };
	if (!options->enabled)
		return DT_OK;
	status = read_exporter(settings, err);
	if (!status)
		status = read_url(options, settings, err);
	if (!status)
		status = read_headers(settings, err);
	if (!status)
		status = read_sampler(settings, err);
	if (!status)
		status = read_times(settings, err);
	if (!status)
		status = read_resource(options, settings, err);
	if (status)
		trace_settings_free(settings);
	return status;
}

void trace_settings_free(struct trace_settings *settings)
{
	for (size_t i = 0; settings->headers && settings->headers[i]; i++)
		free(settings->headers[i]);
	free(settings->headers);
	free(settings->url);
	free(settings->authority);
	text_finish(&settings->resource);
	*settings = (struct trace_settings){ 0 };
}
