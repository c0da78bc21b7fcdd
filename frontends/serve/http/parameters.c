/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The values of path, query and headers, by the schemas that the route's row has for them. */
#include "config.h"

#include "state.h"

#include <stdlib.h>
#include <string.h>

#define MOST 16

static const char *value_of(const struct exchange *exchange, const struct parameter_spec *parameter)
{
	switch (parameter->in) {
	case IN_PATH:
		return exchange_path(exchange, parameter->name);
	case IN_QUERY:
		return exchange_query(exchange, parameter->name);
	case IN_HEADER:
		return exchange_header(exchange, parameter->name);
	}
	return NULL;
}

/* One object of all parameters of a place, so that what is missing is a fault too. */
static json_t *check_place(const struct exchange *exchange, int place, const char *prefix)
{
	const struct route *route = exchange->route;
	struct schema_member members[MOST + 1] = { 0 };
	struct schema schema = { .type = SCHEMA_OBJECT, .open = true, .members = members };
	json_t *object, *faults = NULL;
	size_t i, n = 0;

	for (i = 0; i < route->n_parameters && n < MOST; i++) {
		const struct parameter_spec *parameter = &route->parameters[i];

		if ((int)parameter->in != place || !parameter->schema)
			continue;
		members[n].name = parameter->name;
		members[n].schema = parameter->schema;
		members[n++].required = parameter->required;
	}
	if (!n || !(object = json_object()))
		return NULL;
	for (i = 0; i < route->n_parameters; i++) {
		const char *value = (int)route->parameters[i].in == place
					    ? value_of(exchange, &route->parameters[i])
					    : NULL;

		if (value)
			json_object_set_new(object, route->parameters[i].name, json_string(value));
	}
	faults = schema_check(&schema, object, prefix);
	json_decref(object);
	return faults;
}

bool exchange_check_parameters(struct exchange *exchange)
{
	static const struct {
		int in;
		const char *prefix;
	} places[] = { { IN_PATH, "path" }, { IN_QUERY, "query" }, { IN_HEADER, "header" } };
	size_t i;

	if (!exchange->route->n_parameters)
		return true;
	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		json_t *faults = check_place(exchange, places[i].in, places[i].prefix);

		if (faults) {
			exchange_fail_faults(exchange, faults);
			return false;
		}
	}
	return true;
}
