/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "schema.h"

#include <math.h>
#include <stdio.h>

static json_t *render(const struct schema *schema, bool inside);

static const char *type_name(enum schema_type type)
{
	static const char *const names[] = {
		[SCHEMA_ANY] = NULL,	      [SCHEMA_STRING] = "string",
		[SCHEMA_INTEGER] = "integer", [SCHEMA_NUMBER] = "number",
		[SCHEMA_BOOLEAN] = "boolean", [SCHEMA_OBJECT] = "object",
		[SCHEMA_ARRAY] = "array",
	};

	return names[type];
}

static void set_text(json_t *json, const char *name, const char *text)
{
	if (text)
		json_object_set_new(json, name, json_string(text));
}

static json_t *bound(const struct schema *schema, double value)
{
	return schema->type == SCHEMA_INTEGER ? json_integer((json_int_t)value) : json_real(value);
}

static void add_bounds(json_t *json, const struct schema *schema)
{
	bool array = schema->type == SCHEMA_ARRAY;

	if (schema->min < schema->max && isfinite(schema->min))
		json_object_set_new(json, "minimum", bound(schema, schema->min));
	if (schema->min < schema->max && isfinite(schema->max))
		json_object_set_new(json, "maximum", bound(schema, schema->max));
	if (schema->least)
		json_object_set_new(json, array ? "minItems" : "minLength",
				    json_integer((json_int_t)schema->least));
	if (schema->most)
		json_object_set_new(json, array ? "maxItems" : "maxLength",
				    json_integer((json_int_t)schema->most));
}

static void add_choices(json_t *json, const struct schema *schema)
{
	json_t *list = json_array();

	for (size_t i = 0; schema->choices[i]; i++)
		json_array_append_new(list, json_string(schema->choices[i]));
	if (schema->nullable)
		json_array_append_new(list, json_null());
	json_object_set_new(json, "enum", list);
}

/* What a member says goes over what its schema says of itself. */
static json_t *render_member(const struct schema_member *member)
{
	json_t *json = render(member->schema, true), *preset;

	set_text(json, "description", member->summary);
	preset = member->preset ? json_loads(member->preset, JSON_DECODE_ANY, NULL) : NULL;
	if (preset)
		json_object_set_new(json, "default", preset);
	return json;
}

static void add_members(json_t *json, const struct schema *schema)
{
	json_t *members = json_object(), *required = json_array();

	for (const struct schema_member *m = schema->members; m && m->name; m++) {
		json_object_set_new(members, m->name, render_member(m));
		if (m->required)
			json_array_append_new(required, json_string(m->name));
	}
	json_object_set_new(json, "properties", members);
	if (json_array_size(required))
		json_object_set(json, "required", required);
	json_decref(required);
	json_object_set_new(json, "additionalProperties", json_boolean(schema->open));
}

static json_t *reference(const struct schema *schema)
{
	char path[200];
	json_t *json;

	snprintf(path, sizeof(path), "#/components/schemas/%s", schema->name);
	json = json_pack("{s:s}", "$ref", path);
	if (!schema->nullable)
		return json;
	return json_pack("{s:[o, {s:s}]}", "anyOf", json, "type", "null");
}

static json_t *render(const struct schema *schema, bool inside)
{
	json_t *json;
	const char *type = type_name(schema->type);
	bool nullable = schema->nullable && (inside || !schema->name);

	if (inside && schema->name)
		return reference(schema);
	json = json_object();
	if (type && nullable)
		json_object_set_new(json, "type", json_pack("[s, s]", type, "null"));
	else
		set_text(json, "type", type);
	if (!inside)
		set_text(json, "title", schema->name);
	set_text(json, "description", schema->summary);
	set_text(json, "format",
		 schema->format	  ? schema->format
		 : schema->secret ? "password"
				  : NULL);
	if (schema->secret)
		json_object_set_new(json, "writeOnly", json_true());
	if (schema->choices)
		add_choices(json, schema);
	add_bounds(json, schema);
	if (schema->type == SCHEMA_OBJECT)
		add_members(json, schema);
	if (schema->type == SCHEMA_ARRAY)
		json_object_set_new(json, "items",
				    schema->items ? render(schema->items, true) : json_object());
	return json;
}

json_t *schema_json(const struct schema *schema)
{
	return render(schema, false);
}
