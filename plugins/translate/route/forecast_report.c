/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A forecast as JSON, for the report of the job. */
#include "config.h"

#include "forecast.h"

#include <doctranslate/payload.h>

#include <jansson.h>

static json_t *count(uint64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *rules_json(const struct forecast *forecast)
{
	json_t *rules = json_object();

	for (uint32_t i = 0; i < DT_RULE_COUNT; i++)
		if (forecast->kept[i])
			json_object_set_new(rules, dt_rule_name(i), count(forecast->kept[i]));
	return rules;
}

static json_t *service_json(const struct forecast_service *service)
{
	const struct dt_usage *usage = &service->usage;
	json_t *json = json_object();

	json_object_set_new(json, "name", json_string(service->name));
	json_object_set_new(json, "network", json_boolean(service->flags & DT_TRANSLATOR_NETWORK));
	json_object_set_new(json, "costs", json_boolean(service->flags & DT_TRANSLATOR_COSTS));
	if (!service->says) {
		/* one that works here, for nothing, has nothing to say */
		if (service->flags & (DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_COSTS))
			json_object_set_new(json, "unknown", json_string(service->why));
		else
			json_object_set_new(json, "usd", json_real(0));
		return json;
	}
	json_object_set_new(json, "requests", count(usage->requests));
	if (usage->input_tokens || usage->output_tokens) {
		json_object_set_new(json, "input_tokens", count(usage->input_tokens));
		json_object_set_new(json, "output_tokens", count(usage->output_tokens));
	}
	if (usage->characters)
		json_object_set_new(json, "characters", count(usage->characters));
	/* nothing of one that costs: its price is not known */
	if (usage->usd > 0 || !(service->flags & DT_TRANSLATOR_COSTS))
		json_object_set_new(json, "usd", json_real(usage->usd));
	return json;
}

static json_t *services_json(const struct forecast *forecast)
{
	json_t *services = json_array();

	for (uint32_t i = 0; i < forecast->n_services; i++)
		if (forecast->services[i].counts)
			json_array_append_new(services, service_json(&forecast->services[i]));
	return services;
}

char *forecast_terms(const struct forecast *forecast, const char *mode, const char *asked,
		     uint32_t n)
{
	json_t *json = json_pack("{s:s, s:s, s:o, s:o}", "by", mode, "translator", asked, "texts",
				 count(n), "translators", services_json(forecast));
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;

	json_decref(json);
	return text;
}

static json_t *forecast_json(const struct forecast *forecast, const char *terms)
{
	json_t *json = json_object();
	uint64_t asked = forecast->segments - forecast->duplicates - forecast->remembered -
			 forecast->continued;

	json_object_set_new(json, "pages", count(forecast->pages));
	json_object_set_new(json, "segments", count(forecast->segments));
	json_object_set_new(json, "segments_to_ask", count(asked));
	json_object_set_new(json, "duplicates", count(forecast->duplicates));
	json_object_set_new(json, "memory_hits", count(forecast->remembered));
	json_object_set_new(json, "journal_hits", count(forecast->continued));
	json_object_set_new(json, "glossary_terms", count(forecast->terms));
	json_object_set_new(json, "segments_with_terms", count(forecast->with_terms));
	json_object_set_new(json, "characters", count(forecast->characters));
	json_object_set_new(json, "tokens", count(forecast->tokens));
	json_object_set_new(json, "kept_by_rule", rules_json(forecast));
	json_object_set_new(json, "translators", services_json(forecast));
	if (terms && *terms)
		json_object_set_new(json, "terms_of_document", json_loads(terms, 0, NULL));
	return json;
}

dt_status forecast_give(const struct forecast *forecast, const char *terms,
			const struct dt_call *call, uint32_t port, struct dt_error *err)
{
	json_t *json = forecast_json(forecast, terms);
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	struct dt_payload out = { 0 };
	struct dt_report *head;
	struct dt_span span;
	dt_status status;

	json_decref(json);
	if (!text)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a forecast");
	dt_payload_start(&out, sizeof(struct dt_report));
	span = dt_payload_text(&out, text, strlen(text));
	head = DT_PAYLOAD_HEAD(&out, struct dt_report);
	if (head)
		head->json = span;
	status = dt_payload_output(&out, call, port, err);
	dt_payload_free(&out);
	free(text);
	return status;
}
