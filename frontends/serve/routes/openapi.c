/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "openapi.h"

#include "shapes.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct document {
	const struct openapi_about *about;
	json_t *paths, *schemas;
};

/* ---- schemas ------------------------------------------------------------------------- */

/* Named schemas inside go to the components, each once. */
static void collect(json_t *schemas, const struct schema *schema)
{
	if (!schema)
		return;
	if (schema->name) {
		if (json_object_get(schemas, schema->name))
			return;
		json_object_set_new(schemas, schema->name, schema_json(schema));
	}
	collect(schemas, schema->items);
	for (const struct schema_member *m = schema->members; m && m->name; m++)
		collect(schemas, m->schema);
}

static json_t *schema_of(struct document *document, const struct schema *schema)
{
	char path[200];

	collect(document->schemas, schema);
	if (!schema->name)
		return schema_json(schema);
	snprintf(path, sizeof(path), "#/components/schemas/%s", schema->name);
	return json_pack("{s:s}", "$ref", path);
}

/* ---- parameters and bodies ----------------------------------------------------------- */

static json_t *parameters(struct document *document, const struct route *route)
{
	static const char *const places[] = { "path", "query", "header" };
	json_t *list = json_array();

	for (size_t i = 0; i < route->n_parameters; i++) {
		const struct parameter_spec *p = &route->parameters[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:b, s:s?, s:o}", "name", p->name,
						      "in", places[p->in], "required", p->required,
						      "description", p->summary, "schema",
						      schema_of(document, p->schema)));
	}
	return list;
}

static json_t *body(struct document *document, const struct route *route)
{
	json_t *content = json_object();

	if (route->body == BODY_JSON) {
		json_object_set_new(
			content, "application/json",
			json_pack("{s:o}", "schema", schema_of(document, route->request)));
	} else {
		json_object_set_new(
			content, "multipart/form-data",
			json_pack("{s:o}", "schema", schema_of(document, route->request)));
		json_object_set_new(
			content, "application/x-www-form-urlencoded",
			json_pack("{s:o}", "schema", schema_of(document, route->request)));
	}
	return json_pack("{s:b, s:o}", "required", true, "content", content);
}

/* ---- answers ------------------------------------------------------------------------- */

static const struct {
	int status;
	const char *header, *summary;
} headers[] = {
	{ 202, "Location", "where the job's state is" },
	{ 401, "WWW-Authenticate", "Bearer" },
	{ 429, "Retry-After", "seconds" },
	{ 503, "Retry-After", "seconds" },
	{ 200, "ETag", "of what was sent" },
	{ 206, "Content-Range", "bytes a-b/all" },
	{ 416, "Content-Range", "bytes */all" },
};

static void add_headers(json_t *answer, const struct route *route, int status)
{
	json_t *list = json_pack("{s:{s:s, s:{s:s}}}", "X-Request-ID", "description",
				 "of the request, or made for it", "schema", "type", "string");

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		if (headers[i].status != status ||
		    (status == 200 && !strstr(route->path, "/artifacts/")))
			continue;
		json_object_set_new(list, headers[i].header,
				    json_pack("{s:s, s:{s:s}}", "description", headers[i].summary,
					      "schema", "type", "string"));
	}
	json_object_set_new(answer, "headers", list);
}

/* Answers of one status with several media types are one with several contents. */
static void add_answer(struct document *document, json_t *answers, const struct route *route,
		       const struct response_spec *spec)
{
	char status[8];
	json_t *answer, *content, *media, *example;

	snprintf(status, sizeof(status), "%d", spec->status);
	answer = json_object_get(answers, status);
	if (!answer) {
		answer = json_pack("{s:s}", "description", spec->summary ? spec->summary : "");
		add_headers(answer, route, spec->status);
		json_object_set_new(answers, status, answer);
	}
	if (!spec->media_type)
		return;
	content = json_object_get(answer, "content");
	if (!content) {
		content = json_object();
		json_object_set_new(answer, "content", content);
	}
	media = json_object();
	if (spec->schema)
		json_object_set_new(media, "schema", schema_of(document, spec->schema));
	else if (!strncmp(spec->media_type, "text/", 5) &&
		 strcmp(spec->media_type, "text/event-stream") != 0) /* it is no one value */
		json_object_set_new(media, "schema", json_pack("{s:s}", "type", "string"));
	example = spec->example ? json_loads(spec->example, JSON_DECODE_ANY, NULL) : NULL;
	if (example)
		json_object_set_new(media, "example", example);
	json_object_set_new(content, spec->media_type, media);
}

/* What the daemon itself may answer on any route. */
static const struct response_spec shared[] = {
	{ 400, "the request is no HTTP that can be read", "application/json", &shape_error, NULL },
	{ 404, "there is no such route", "application/json", &shape_error, NULL },
	{ 408, "the request did not come in time", "application/json", &shape_error, NULL },
	{ 429, "too many requests with this token, or wrong tokens", "application/json",
	  &shape_error, NULL },
	{ 500, "a fault of the server", "application/json", &shape_error, NULL },
	{ 503, "the server is about to end, or too busy", "application/json", &shape_error, NULL },
};
static const struct response_spec shared_auth = { 401, "no token, or not a good one",
						  "application/json", &shape_error, NULL };
static const struct response_spec shared_body[] = {
	{ 411, "the length of the body is not told", "application/json", &shape_error, NULL },
	{ 413, "the body is too large", "application/json", &shape_error, NULL },
	{ 415, "the body is not of a type that is taken", "application/json", &shape_error, NULL },
	{ 422, "a field is wrong", "application/json", &shape_error, NULL },
};
static const struct response_spec shared_parameters = { 422, "a parameter is wrong",
							"application/json", &shape_error, NULL };

static void add_shared(struct document *document, json_t *answers, const struct route *route,
		       const struct response_spec *spec)
{
	struct response_spec bare = *spec;
	char status[8];

	snprintf(status, sizeof(status), "%d", spec->status);
	if (json_object_get(answers, status))
		return;
	if (!strcmp(route->method, "HEAD")) /* which has no body */
		bare.media_type = NULL;
	add_answer(document, answers, route, &bare);
}

static json_t *answers(struct document *document, const struct route *route)
{
	json_t *all = json_object();

	for (size_t i = 0; i < route->n_responses; i++)
		add_answer(document, all, route, &route->responses[i]);
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		add_shared(document, all, route, &shared[i]);
	if (route->access != ACCESS_OPEN)
		add_shared(document, all, route, &shared_auth);
	if (route->n_parameters)
		add_shared(document, all, route, &shared_parameters);
	for (size_t i = 0;
	     route->body != BODY_NONE && i < sizeof(shared_body) / sizeof(shared_body[0]); i++)
		add_shared(document, all, route, &shared_body[i]);
	return all;
}

/* ---- operations ---------------------------------------------------------------------- */

static void add_security(struct document *document, json_t *operation, const struct route *route)
{
	bool open = route->access == ACCESS_OPEN ||
		    (route->access == ACCESS_PROBE && document->about->open_probes);

	if (document->about->auth)
		json_object_set_new(
			operation, "security",
			open ? json_array()
			     : json_pack("[{s:[]}, {s:[]}]", "HTTPBearer", "ApiKeyAuth"));
}

static void add_route(struct document *document, const struct route *route)
{
	json_t *path = json_object_get(document->paths, route->path), *operation, *list;
	char method[16];
	size_t n = 0;

	if (!path) {
		path = json_object();
		json_object_set_new(document->paths, route->path, path);
	}
	for (; route->method[n] && n < sizeof(method) - 1; n++)
		method[n] = (char)tolower((unsigned char)route->method[n]);
	method[n] = 0;
	operation = json_pack("{s:s?, s:[s?], s:s?}", "operationId", route->operation, "tags",
			      route->tag, "summary", route->summary);
	list = parameters(document, route);
	if (json_array_size(list))
		json_object_set(operation, "parameters", list);
	json_decref(list);
	if (route->body != BODY_NONE && route->request)
		json_object_set_new(operation, "requestBody", body(document, route));
	json_object_set_new(operation, "responses", answers(document, route));
	add_security(document, operation, route);
	json_object_set_new(path, method, operation);
}

json_t *openapi_document(const struct route *const *lists, size_t n_lists,
			 const struct openapi_about *about)
{
	struct document document = { about, json_object(), json_object() };
	json_t *components, *schemes;

	for (size_t i = 0; i < n_lists; i++)
		for (const struct route *route = lists[i]; route->path; route++)
			if (route->operation) /* others are not for programs */
				add_route(&document, route);
	components = json_pack("{s:o}", "schemas", document.schemas);
	if (about->auth) {
		schemes = json_pack("{s:{s:s, s:s}, s:{s:s, s:s, s:s}}", "HTTPBearer", "type",
				    "http", "scheme", "bearer", "ApiKeyAuth", "type", "apiKey",
				    "in", "header", "name", about->key_header);
		json_object_set_new(components, "securitySchemes", schemes);
	}
	return json_pack("{s:s, s:{s:s, s:s, s:s, s:{s:s, s:s}}, s:[{s:s}], s:o, s:o}", "openapi",
			 "3.1.0", "info", "title", "DocTranslater HTTP API", "version", "1",
			 "summary", "translates documents and keeps how they look", "license",
			 "name", "AGPL-3.0-or-later", "identifier", "AGPL-3.0-or-later", "servers",
			 "url", about->server && *about->server ? about->server : "/", "paths",
			 document.paths, "components", components);
}
