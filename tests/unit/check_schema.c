/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables of what JSON must look like: what is taken, what is refused and in which words. */
#include "config.h"

#include "frontends/common/schema.h"

#include "suite.h"

#include <math.h>
#include <string.h>

static const char *const modes[] = { "off", "auto", "force", NULL };
static const struct schema text = { .type = SCHEMA_STRING };
static const struct schema text_or_null = { .type = SCHEMA_STRING, .nullable = true };
static const struct schema mode = { .type = SCHEMA_STRING, .choices = modes };
static const struct schema truth = { .type = SCHEMA_BOOLEAN };
static const struct schema count = { .type = SCHEMA_INTEGER, .min = 0, .max = 256 };
static const struct schema factor = { .type = SCHEMA_NUMBER, .min = 0, .max = INFINITY };
static const struct schema key = { .type = SCHEMA_STRING, .nullable = true, .secret = true };
static const struct schema_member inner_members[] = {
	{ "count", &count, false, "4", "how many" },
	{ "key", &key, false, NULL, NULL },
	{ NULL, NULL, false, NULL, NULL },
};
static const struct schema inner = {
	.name = "Inner", .type = SCHEMA_OBJECT, .nullable = true, .members = inner_members
};
static const struct schema list = { .type = SCHEMA_ARRAY, .items = &count, .least = 1, .most = 3 };
static const struct schema short_text = { .type = SCHEMA_STRING, .least = 2, .most = 4 };
static const struct schema open_object = { .type = SCHEMA_OBJECT, .open = true };
static const struct schema_member outer_members[] = {
	{ "name", &text, true, NULL, "of it" },	     { "note", &text_or_null, false, "null", NULL },
	{ "mode", &mode, false, "\"off\"", NULL },   { "on", &truth, false, "false", NULL },
	{ "count", &count, false, NULL, NULL },	     { "factor", &factor, false, NULL, NULL },
	{ "inner", &inner, false, "{}", NULL },	     { "list", &list, false, NULL, NULL },
	{ "short", &short_text, false, NULL, NULL }, { "free", &open_object, false, NULL, NULL },
	{ NULL, NULL, false, NULL, NULL },
};
static const struct schema outer = { .name = "Outer",
				     .type = SCHEMA_OBJECT,
				     .members = outer_members };

/* Checks; the value with what was taken, as text. */
static char *taken(const char *json)
{
	json_t *value = json_loads(json, 0, NULL), *faults = schema_check(&outer, value, "body");
	char *out;

	ck_assert_msg(!faults, "%s: %s", json, schema_sentence(faults));
	out = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(value);
	return out;
}

/* The first fault. */
static void refused(const char *json, const char *type, const char *at, const char *input)
{
	json_t *value = json_loads(json, JSON_DECODE_ANY, NULL);
	json_t *faults = schema_check(&outer, value, "body"), *fault = json_array_get(faults, 0);
	char *place = json_dumps(json_object_get(fault, "loc"), JSON_COMPACT);
	char *found = json_dumps(json_object_get(fault, "input"), JSON_COMPACT | JSON_ENCODE_ANY);

	ck_assert_msg(faults != NULL, "%s is taken", json);
	ck_assert_str_eq(json_string_value(json_object_get(fault, "type")), type);
	ck_assert_str_eq(place, at);
	if (input)
		ck_assert_str_eq(found, input);
	free(place);
	free(found);
	json_decref(faults);
	json_decref(value);
}

START_TEST(presets_are_filled_in)
{
	char *out = taken("{\"name\":\"x\"}");

	ck_assert_str_eq(out, "{\"inner\":{\"count\":4},\"mode\":\"off\",\"name\":\"x\","
			      "\"note\":null,\"on\":false}");
	free(out);
}
END_TEST

START_TEST(texts_are_taken_for_numbers_and_truth)
{
	char *out = taken("{\"name\":\"x\",\"count\":\" 7 \",\"factor\":\"1.5\",\"on\":\"Yes\","
			  "\"inner\":null,\"list\":[true,2.0,\"3.0\"]}");

	ck_assert_str_eq(out, "{\"count\":7,\"factor\":1.5,\"inner\":null,\"list\":[1,2,3],"
			      "\"mode\":\"off\",\"name\":\"x\",\"note\":null,\"on\":true}");
	free(out);
	out = taken("{\"name\":\"x\",\"on\":1,\"factor\":true,\"inner\":null}");
	ck_assert_ptr_nonnull(strstr(out, "\"on\":true"));
	ck_assert_ptr_nonnull(strstr(out, "\"factor\":1.0"));
	free(out);
}
END_TEST

START_TEST(what_does_not_fit_is_told_with_its_place)
{
	refused("{}", "missing", "[\"body\",\"name\"]", "{}");
	refused("{\"name\":7}", "string_type", "[\"body\",\"name\"]", "7");
	refused("{\"name\":null}", "string_type", "[\"body\",\"name\"]", "null");
	refused("{\"name\":\"a\",\"mode\":\"on\"}", "literal_error", "[\"body\",\"mode\"]",
		"\"on\"");
	refused("{\"name\":\"a\",\"count\":\"4x\"}", "int_parsing", "[\"body\",\"count\"]", NULL);
	refused("{\"name\":\"a\",\"count\":4.5}", "int_from_float", "[\"body\",\"count\"]", NULL);
	refused("{\"name\":\"a\",\"count\":[]}", "int_type", "[\"body\",\"count\"]", NULL);
	refused("{\"name\":\"a\",\"count\":99999999999999999}", "less_than_equal",
		"[\"body\",\"count\"]", NULL);
	refused("{\"name\":\"a\",\"count\":\"99999999999999999999\"}", "int_parsing",
		"[\"body\",\"count\"]", NULL);
	refused("{\"name\":\"a\",\"count\":-1}", "greater_than_equal", "[\"body\",\"count\"]",
		"-1");
	refused("{\"name\":\"a\",\"factor\":\"nan\"}", "finite_number", "[\"body\",\"factor\"]",
		NULL);
	refused("{\"name\":\"a\",\"factor\":\"0x10\"}", "float_parsing", "[\"body\",\"factor\"]",
		NULL);
	refused("{\"name\":\"a\",\"on\":2}", "bool_parsing", "[\"body\",\"on\"]", "2");
	refused("{\"name\":\"a\",\"on\":null}", "bool_type", "[\"body\",\"on\"]", NULL);
	refused("{\"name\":\"a\",\"list\":[1,\"x\"]}", "int_parsing", "[\"body\",\"list\",1]",
		"\"x\"");
	refused("{\"name\":\"a\",\"list\":[]}", "too_short", "[\"body\",\"list\"]", "[]");
	refused("{\"name\":\"a\",\"list\":[1,2,3,4]}", "too_long", "[\"body\",\"list\"]", NULL);
	refused("{\"name\":\"a\",\"list\":{}}", "list_type", "[\"body\",\"list\"]", NULL);
	refused("{\"name\":\"a\",\"inner\":[]}", "model_attributes_type", "[\"body\",\"inner\"]",
		NULL);
	refused("{\"name\":\"a\",\"more\":3}", "extra_forbidden", "[\"body\",\"more\"]", "3");
	refused("[]", "model_attributes_type", "[\"body\"]", "[]");
}
END_TEST

START_TEST(lengths_are_in_characters)
{
	char *out = taken("{\"name\":\"x\",\"short\":\"\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\"}");

	free(out);
	refused("{\"name\":\"a\",\"short\":\"\xc3\xa4\"}", "string_too_short",
		"[\"body\",\"short\"]", NULL);
	refused("{\"name\":\"a\",\"short\":\"abcde\"}", "string_too_long", "[\"body\",\"short\"]",
		NULL);
}
END_TEST

START_TEST(open_objects_take_what_they_get)
{
	char *out = taken("{\"name\":\"x\",\"free\":{\"a\":[1]},\"inner\":null}");

	ck_assert_ptr_nonnull(strstr(out, "\"free\":{\"a\":[1]}"));
	free(out);
}
END_TEST

static char *all_faults(const char *json)
{
	json_t *value = json_loads(json, 0, NULL), *faults = schema_check(&outer, value, NULL);
	char *out = json_dumps(faults, 0);

	ck_assert_ptr_nonnull(out);
	json_decref(faults);
	json_decref(value);
	return out;
}

START_TEST(secrets_are_not_quoted)
{
	static const char *const hide[] = {
		"{\"name\":\"x\",\"inner\":{\"key\":[\"sk-1\"]}}",
		"{\"name\":\"x\",\"inner\":\"sk-1\"}",
		"{\"name\":\"x\",\"inner\":{\"api_key\":\"sk-1\"}}",
		"{\"name\":\"x\",\"inner\":[{\"key\":\"sk-1\"}]}",
		"{\"inner\":{\"key\":\"sk-1\"}}",
		"{\"name\":\"x\",\"other\":{\"Authorization\":\"sk-1\"}}",
	};

	for (size_t i = 0; i < sizeof(hide) / sizeof(hide[0]); i++) {
		char *out = all_faults(hide[i]);

		ck_assert_msg(!strstr(out, "sk-1"), "%s", out);
		free(out);
	}
}
END_TEST

START_TEST(faults_of_large_input_are_small)
{
	json_t *value = json_object(), *faults;
	char name[32], *out, *large = calloc(1, 100001);

	memset(large, 'x', 100000);
	json_object_set_new(value, "name", json_string("x"));
	for (int i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "more%d", i);
		json_object_set_new(value, name, json_string(large));
	}
	faults = schema_check(&outer, value, "body");
	out = json_dumps(faults, 0);
	ck_assert_uint_le(json_array_size(faults), 50);
	ck_assert_uint_lt(strlen(out), 50000);
	free(out);
	free(large);
	json_decref(faults);
	json_decref(value);
}
END_TEST

START_TEST(first_fault_as_a_sentence)
{
	json_t *value =
		json_loads("{\"name\":\"x\",\"inner\":{\"count\":-1},\"list\":[\"y\"]}", 0, NULL);
	json_t *faults = schema_check(&outer, value, "body");
	char *sentence = schema_sentence(faults);

	ck_assert_str_eq(sentence, "inner.count: input should be greater than or equal to 0, "
				   "found -1 (and 1 more)");
	free(sentence);
	json_decref(faults);
	json_decref(value);
}
END_TEST

START_TEST(table_as_json_schema)
{
	json_t *json = schema_json(&outer), *members = json_object_get(json, "properties");
	const json_t *number = json_object_get(members, "count");
	char *inner_text = json_dumps(json_object_get(members, "inner"), JSON_COMPACT);
	char *note = json_dumps(json_object_get(members, "note"), JSON_COMPACT);
	json_t *alone = schema_json(&inner);

	ck_assert_str_eq(json_string_value(json_object_get(json, "title")), "Outer");
	ck_assert(json_is_false(json_object_get(json, "additionalProperties")));
	ck_assert_int_eq(json_integer_value(json_object_get(number, "maximum")), 256);
	ck_assert_int_eq(json_integer_value(json_object_get(number, "minimum")), 0);
	ck_assert_ptr_null(json_object_get(json_object_get(members, "factor"), "maximum"));
	ck_assert_str_eq(inner_text, "{\"anyOf\":[{\"$ref\":\"#/components/schemas/Inner\"},"
				     "{\"type\":\"null\"}],\"default\":{}}");
	ck_assert_str_eq(note, "{\"type\":[\"string\",\"null\"],\"default\":null}");
	ck_assert(json_is_true(json_object_get(
		json_object_get(json_object_get(alone, "properties"), "key"), "writeOnly")));
	ck_assert_int_eq(json_array_size(json_object_get(json, "required")), 1);
	free(inner_text);
	free(note);
	json_decref(alone);
	json_decref(json);
}
END_TEST

static Suite *schema_suite(void)
{
	Suite *suite = suite_create("schema");
	TCase *tests = suite_case(suite, "schema");

	tcase_add_test(tests, presets_are_filled_in);
	tcase_add_test(tests, texts_are_taken_for_numbers_and_truth);
	tcase_add_test(tests, what_does_not_fit_is_told_with_its_place);
	tcase_add_test(tests, lengths_are_in_characters);
	tcase_add_test(tests, open_objects_take_what_they_get);
	tcase_add_test(tests, secrets_are_not_quoted);
	tcase_add_test(tests, faults_of_large_input_are_small);
	tcase_add_test(tests, first_fault_as_a_sentence);
	tcase_add_test(tests, table_as_json_schema);
	return suite;
}

SUITE_MAIN(schema_suite)
