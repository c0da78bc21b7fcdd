/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "schema.h"

#include "schema_fault.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* One value being checked; the result takes its place. */
struct check {
	json_t *faults;
	const struct schema *schema;
	const struct schema_place *place;
	json_t *value; /* borrowed */
	json_t *taken; /* new reference to what takes its place, or NULL: as it is */
};

static json_t *check_value(json_t *faults, const struct schema *schema,
			   const struct schema_place *place, json_t *value);

#define FAULT(c, type, context, ...)                                                               \
	schema_fault_add((c)->faults, (c)->place, type, (c)->schema, (c)->value, context,          \
			 __VA_ARGS__)

/* ---- numbers and booleans out of texts ---------------------------------------- */

/* The text without white space around it; false: nothing is left, or it is no number's length. */
static bool trimmed(const json_t *value, char *to, size_t size)
{
	const char *text = json_string_value(value);
	size_t n = json_string_length(value);

	while (n && isspace((unsigned char)text[0]))
		text++, n--;
	while (n && isspace((unsigned char)text[n - 1]))
		n--;
	if (!n || n >= size || memchr(text, 0, n))
		return false;
	memcpy(to, text, n);
	to[n] = 0;
	return true;
}

/* "12", "-3", "4.0" */
static bool read_integer(const json_t *value, json_int_t *number)
{
	char text[64], *end;

	if (!trimmed(value, text, sizeof(text)))
		return false;
	errno = 0;
	*number = strtoll(text, &end, 10);
	if (end == text || errno)
		return false;
	if (*end == '.' && end[1])
		end += 1 + strspn(end + 1, "0");
	return !*end;
}

static bool read_number(const json_t *value, double *number)
{
	char text[64], *end;

	/* no hexadecimal numbers */
	if (!trimmed(value, text, sizeof(text)) || strpbrk(text, "xX"))
		return false;
	errno = 0;
	*number = strtod(text, &end);
	return end != text && !*end;
}

static int read_boolean(const json_t *value)
{
	static const char *const words[2][7] = { { "0", "off", "f", "false", "n", "no", NULL },
						 { "1", "on", "t", "true", "y", "yes", NULL } };

	for (int truth = 0; truth < 2; truth++)
		for (const char *const *word = words[truth]; *word; word++)
			if (!strcasecmp(*word, json_string_value(value)))
				return truth;
	return -1;
}

/* ---- single values ---------------------------------------------------------------- */

static void check_range(struct check *c, double number)
{
	const struct schema *schema = c->schema;
	json_t *bound;

	if (!isfinite(number)) {
		FAULT(c, "finite_number", NULL, "Input should be a finite number");
		return;
	}
	if (schema->min >= schema->max)
		return;
	if (number < schema->min) {
		bound = schema->type == SCHEMA_INTEGER ? json_integer((json_int_t)schema->min)
						       : json_real(schema->min);
		FAULT(c, "greater_than_equal", json_pack("{s:o}", "ge", bound),
		      "Input should be greater than or equal to %.15g", schema->min);
	} else if (number > schema->max) {
		bound = schema->type == SCHEMA_INTEGER ? json_integer((json_int_t)schema->max)
						       : json_real(schema->max);
		FAULT(c, "less_than_equal", json_pack("{s:o}", "le", bound),
		      "Input should be less than or equal to %.15g", schema->max);
	}
}

static void check_integer(struct check *c)
{
	json_int_t number;

	if (json_is_integer(c->value)) {
		check_range(c, (double)json_integer_value(c->value));
		return;
	}
	if (json_is_boolean(c->value)) {
		number = json_is_true(c->value);
	} else if (json_is_real(c->value)) {
		double real = json_real_value(c->value);

		if (real != floor(real) || fabs(real) >= 9007199254740992.0) {
			FAULT(c, "int_from_float", NULL,
			      "Input should be a valid integer, got a number with a fractional "
			      "part");
			return;
		}
		number = (json_int_t)real;
	} else if (!json_is_string(c->value)) {
		FAULT(c, "int_type", NULL, "Input should be a valid integer");
		return;
	} else if (!read_integer(c->value, &number)) {
		FAULT(c, "int_parsing", NULL,
		      "Input should be a valid integer, unable to parse string as an integer");
		return;
	}
	c->taken = json_integer(number);
	check_range(c, (double)number);
}

static void check_number(struct check *c)
{
	double number;

	if (json_is_number(c->value)) {
		check_range(c, json_number_value(c->value));
		return;
	}
	if (json_is_boolean(c->value)) {
		number = json_is_true(c->value);
	} else if (!json_is_string(c->value)) {
		FAULT(c, "float_type", NULL, "Input should be a valid number");
		return;
	} else if (!read_number(c->value, &number)) {
		FAULT(c, "float_parsing", NULL,
		      "Input should be a valid number, unable to parse string as a number");
		return;
	}
	if (isfinite(number))
		c->taken = json_real(number);
	check_range(c, number);
}

static void check_boolean(struct check *c)
{
	int truth = -1;

	if (json_is_boolean(c->value))
		return;
	if (json_is_string(c->value))
		truth = read_boolean(c->value);
	else if (json_is_number(c->value) &&
		 (json_number_value(c->value) == 0 || json_number_value(c->value) == 1))
		truth = json_number_value(c->value) == 1;
	else if (!json_is_number(c->value)) {
		FAULT(c, "bool_type", NULL, "Input should be a valid boolean");
		return;
	}
	if (truth < 0)
		FAULT(c, "bool_parsing", NULL,
		      "Input should be a valid boolean, unable to interpret input");
	else
		c->taken = json_boolean(truth);
}

/* "'off', 'auto' or 'force'" */
static void list_choices(const char *const *choices, char *text, size_t size)
{
	size_t n = 0;

	text[0] = 0;
	for (size_t i = 0; choices[i] && n < size; i++)
		n += (size_t)snprintf(text + n, size - n, "%s'%s'",
				      !i	       ? ""
				      : choices[i + 1] ? ", "
						       : " or ",
				      choices[i]);
}

static bool is_choice(const char *const *choices, const char *text)
{
	for (; *choices; choices++)
		if (!strcmp(*choices, text))
			return true;
	return false;
}

/* Characters, not bytes. */
static size_t characters(const json_t *value)
{
	const char *text = json_string_value(value);
	size_t n = 0;

	for (size_t i = 0; i < json_string_length(value); i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

static void check_string(struct check *c)
{
	const struct schema *schema = c->schema;
	char expected[300];
	size_t n;

	if (schema->choices) {
		if (json_is_string(c->value) &&
		    is_choice(schema->choices, json_string_value(c->value)))
			return;
		list_choices(schema->choices, expected, sizeof(expected));
		FAULT(c, "literal_error", json_pack("{s:s}", "expected", expected),
		      "Input should be %s", expected);
		return;
	}
	if (!json_is_string(c->value)) {
		FAULT(c, "string_type", NULL, "Input should be a valid string");
		return;
	}
	n = characters(c->value);
	/* what is read as a C string further on must not end early */
	if (strlen(json_string_value(c->value)) != json_string_length(c->value))
		FAULT(c, "value_error", NULL, "String should have no character of code 0");
	else if (n < schema->least)
		FAULT(c, "string_too_short",
		      json_pack("{s:I}", "min_length", (json_int_t)schema->least),
		      "String should have at least %zu character%s", schema->least,
		      schema->least == 1 ? "" : "s");
	else if (schema->most && n > schema->most)
		FAULT(c, "string_too_long",
		      json_pack("{s:I}", "max_length", (json_int_t)schema->most),
		      "String should have at most %zu character%s", schema->most,
		      schema->most == 1 ? "" : "s");
}

/* ---- what has others inside -------------------------------------------------------- */

static bool is_member(const struct schema *schema, const char *name)
{
	for (const struct schema_member *m = schema->members; m && m->name; m++)
		if (!strcmp(m->name, name))
			return true;
	return false;
}

static void check_member(struct check *c, const struct schema_member *member)
{
	const struct schema_place place = { c->place, member->name, 0 };
	json_t *value = json_object_get(c->value, member->name), *taken;

	if (!value && member->required) {
		schema_fault_add(c->faults, &place, "missing", c->schema, c->value, NULL,
				 "Field required");
		return;
	}
	if (!value) {
		value = member->preset ? json_loads(member->preset, JSON_DECODE_ANY, NULL) : NULL;
		if (!value)
			return;
		json_object_set_new(c->value, member->name, value);
	}
	taken = check_value(c->faults, member->schema, &place, value);
	if (taken)
		json_object_set_new(c->value, member->name, taken);
}

static void check_object(struct check *c)
{
	const char *name;
	json_t *value;

	if (!json_is_object(c->value)) {
		FAULT(c, "model_attributes_type", NULL,
		      "Input should be a valid dictionary or object to extract fields from");
		return;
	}
	for (const struct schema_member *m = c->schema->members; m && m->name; m++)
		check_member(c, m);
	if (c->schema->open)
		return;
	json_object_foreach(c->value, name, value)
	{
		const struct schema_place place = { c->place, name, 0 };

		if (schema_faults_full(c->faults))
			return;
		if (!is_member(c->schema, name))
			schema_fault_add(c->faults, &place, "extra_forbidden", NULL, value, NULL,
					 "Extra inputs are not permitted");
	}
}

static void check_array(struct check *c)
{
	const struct schema *schema = c->schema;
	size_t n = json_array_size(c->value);

	if (!json_is_array(c->value)) {
		FAULT(c, "list_type", NULL, "Input should be a valid list");
		return;
	}
	for (size_t i = 0; schema->items && i < n && !schema_faults_full(c->faults); i++) {
		const struct schema_place place = { c->place, NULL, i };
		json_t *taken =
			check_value(c->faults, schema->items, &place, json_array_get(c->value, i));

		if (taken)
			json_array_set_new(c->value, i, taken);
	}
	if (n < schema->least)
		FAULT(c, "too_short",
		      json_pack("{s:s, s:I, s:I}", "field_type", "List", "min_length",
				(json_int_t)schema->least, "actual_length", (json_int_t)n),
		      "List should have at least %zu item%s after validation, not %zu",
		      schema->least, schema->least == 1 ? "" : "s", n);
	else if (schema->most && n > schema->most)
		FAULT(c, "too_long",
		      json_pack("{s:s, s:I, s:I}", "field_type", "List", "max_length",
				(json_int_t)schema->most, "actual_length", (json_int_t)n),
		      "List should have at most %zu item%s after validation, not %zu", schema->most,
		      schema->most == 1 ? "" : "s", n);
}

static json_t *check_value(json_t *faults, const struct schema *schema,
			   const struct schema_place *place, json_t *value)
{
	struct check c = { faults, schema, place, value, NULL };

	if (json_is_null(value) && schema->nullable)
		return NULL;
	switch (schema->type) {
	case SCHEMA_ANY:
		break;
	case SCHEMA_STRING:
		check_string(&c);
		break;
	case SCHEMA_INTEGER:
		check_integer(&c);
		break;
	case SCHEMA_NUMBER:
		check_number(&c);
		break;
	case SCHEMA_BOOLEAN:
		check_boolean(&c);
		break;
	case SCHEMA_OBJECT:
		check_object(&c);
		break;
	case SCHEMA_ARRAY:
		check_array(&c);
		break;
	}
	return c.taken;
}

json_t *schema_check(const struct schema *schema, json_t *value, const char *prefix)
{
	const struct schema_place place = { NULL, prefix, 0 };
	json_t *faults = json_array();

	/* what stands at the top cannot be replaced there: routes take numbers of a query by
	 * members of an object */
	json_decref(check_value(faults, schema, prefix ? &place : NULL, value));
	if (json_array_size(faults))
		return faults;
	json_decref(faults);
	return NULL;
}
