/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "metrics.h"

#include <math.h>

static json_int_t whole(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static double number(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

/* As many places behind the point as people want to see. */
static json_t *rounded(double value, int places)
{
	double scale = pow(10, places);

	return json_real(round(value * scale) / scale);
}

static json_int_t tokens_of(const json_t *translator)
{
	const json_t *tokens = json_object_get(translator, "tokens");

	return whole(tokens, "input") + whole(tokens, "output");
}

static void add_whole(json_t *to, const char *key, json_int_t n)
{
	json_object_set_new(to, key, json_integer(whole(to, key) + n));
}

static void add_real(json_t *to, const char *key, double x)
{
	json_object_set_new(to, key, json_real(number(to, key) + x));
}

/* Sums; averages are made of them in the end. */
static void add(json_t *provider, const json_t *translator)
{
	json_t *failures = json_object_get(translator, "failures_by_category"), *n;
	json_t *sums = json_object_get(provider, "failures_by_category");
	json_int_t requests = whole(translator, "requests"), answers = whole(translator, "answers");
	const char *category;

	add_whole(provider, "total_requests", requests);
	add_whole(provider, "successful_requests", answers);
	add_whole(provider, "failed_requests", requests - answers);
	if (!sums) {
		sums = json_object();
		json_object_set_new(provider, "failures_by_category", sums);
	}
	json_object_foreach(failures, category, n) add_whole(sums, category, json_integer_value(n));
	add_real(provider, "total_cost_usd", number(translator, "usd"));
	add_whole(provider, "total_tokens", tokens_of(translator));
	add_real(provider, "avg_latency_ms",
		 number(translator, "avg_latency_ms") * (double)requests);
	json_object_set_new(provider, "success_rate_pct", json_real(0));
}

static void finish(json_t *provider)
{
	double requests = (double)whole(provider, "total_requests");
	double answers = (double)whole(provider, "successful_requests");

	if (requests < 1)
		requests = 1;
	json_object_set_new(provider, "total_cost_usd",
			    rounded(number(provider, "total_cost_usd"), 6));
	json_object_set_new(provider, "avg_latency_ms",
			    rounded(number(provider, "avg_latency_ms") / requests, 2));
	json_object_set_new(provider, "success_rate_pct", rounded(100 * answers / requests, 2));
}

json_t *metrics_json(const char *profile, const json_t *reports)
{
	json_t *providers = json_object(), *provider;
	const json_t *report, *translator;
	const char *name;
	size_t i, k;

	json_array_foreach(reports, i, report)
	{
		json_array_foreach(json_object_get(report, "translators"), k, translator)
		{
			name = json_string_value(json_object_get(translator, "translator"));
			if (!name || json_is_true(json_object_get(translator, "routes")))
				continue;
			provider = json_object_get(providers, name);
			if (!provider) {
				provider = json_object();
				json_object_set_new(providers, name, provider);
			}
			add(provider, translator);
		}
	}
	json_object_foreach(providers, name, provider) finish(provider);
	return json_pack("{s:s, s:o}", "profile", profile ? profile : "", "providers", providers);
}

struct metrics_sum metrics_sum(const json_t *report)
{
	struct metrics_sum sum = { 0 };
	const json_t *translator;
	size_t i;

	json_array_foreach(json_object_get(report, "translators"), i, translator)
	{
		sum.requests += whole(translator, "requests");
		sum.tokens += tokens_of(translator);
		sum.characters += whole(translator, "characters");
		sum.usd += number(translator, "usd");
	}
	return sum;
}
