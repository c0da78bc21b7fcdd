/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What OpenAI and its like are asked, what their answers say, and what refusals teach. */
#include "config.h"

#include "llm_batch.h"
#include "plugins/translate/openai/openai.h"
#include "suite.h"

#include <stdarg.h>

static struct openai openai;
static struct openai_options options;
static struct made made;

static void set_up(void)
{
	static const char *const texts[] = { "One", "Two" };

	memset(&openai, 0, sizeof(openai));
	memset(&options, 0, sizeof(options));
	options.llm.model = "some-model";
	options.llm.temperature = 0;
	options.llm.max_output_tokens = 4096;
	options.net.base_url = "http://127.0.0.1:8080";
	openai.options = &options;
	made_start(&made, 2, texts);
}

static void tear_down(void)
{
	openai_address_free(&openai.address);
	json_decref(openai.extra);
}

static void address(const char *base)
{
	struct dt_error err = { 0 };

	options.net.base_url = base;
	openai_address_free(&openai.address);
	ck_assert_int_eq(openai_address_make(&openai.address, &options, &err), DT_OK);
}

START_TEST(addresses)
{
	static const struct {
		const char *given, *version, *ask;
	} known[] = {
		{ "https://api.openai.com/v1", NULL, "https://api.openai.com/v1/responses" },
		{ "https://api.openai.com", NULL, "https://api.openai.com/v1/responses" },
		{ "http://127.0.0.1:8080", NULL, "http://127.0.0.1:8080/v1/chat/completions" },
		{ "http://[::1]:8080/", NULL, "http://[::1]:8080/v1/chat/completions" },
		{ "http://host:1/v1/", NULL, "http://host:1/v1/chat/completions" },
		{ "https://openrouter.ai/api", NULL,
		  "https://openrouter.ai/api/v1/chat/completions" },
		{ "https://host/v1beta/openai/x", NULL,
		  "https://host/v1beta/openai/x/chat/completions" },
		{ "http://host/v1/chat/completions", NULL, "http://host/v1/chat/completions" },
		{ "https://me.openai.azure.com", NULL,
		  "https://me.openai.azure.com/openai/v1/chat/completions" },
		{ "https://me.openai.azure.com/", "2024-10-21",
		  "https://me.openai.azure.com/openai/deployments/some-model/chat/completions"
		  "?api-version=2024-10-21" },
		{ "https://me.openai.azure.com/openai/deployments/mine", "2024-10-21",
		  "https://me.openai.azure.com/openai/deployments/mine/chat/completions"
		  "?api-version=2024-10-21" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		options.api_version = known[i].version;
		address(known[i].given);
		ck_assert_str_eq(openai.address.ask, known[i].ask);
		ck_assert_int_eq(openai.address.azure, strstr(known[i].given, "azure") != NULL);
	}
	ck_assert_str_eq(openai.address.models,
			 "https://me.openai.azure.com/openai/models?api-version=2024-10-21");
	options.api_version = NULL;
	address("http://127.0.0.1:1");
	options.api = OPENAI_API_RESPONSES;
	address("http://127.0.0.1:1");
	ck_assert_str_eq(openai.address.ask, "http://127.0.0.1:1/v1/responses");
}
END_TEST

START_TEST(addresses_of_this_machine)
{
	static const char *const own[] = { "http://127.0.0.1:1/v1", "http://localhost",
					   "http://LOCALHOST:8080", "http://[::1]:80/",
					   "127.1.2.3" };
	static const char *const others[] = { "http://127.example.com", "http://localhost.example",
					      "http://[::2]/", "http://10.0.0.1", "" };

	for (size_t i = 0; i < DT_COUNT(own); i++)
		ck_assert_msg(chat_local(own[i]) == NET_LOCAL, "%s", own[i]);
	for (size_t i = 0; i < DT_COUNT(others); i++)
		ck_assert_msg(chat_local(others[i]) == 0, "%s", others[i]);
}
END_TEST

static json_t *request(uint32_t learned)
{
	struct llm_prompt prompt;
	struct dt_error err = { 0 };
	struct chat_ask ask = {
		.batch = &made.batch, .prompt = &prompt, .learned = learned, .output_tokens = 500
	};
	json_t *body;

	ck_assert_int_eq(llm_prompt_make(&prompt, &made.batch, &err), DT_OK);
	body = openai_write(&openai, &ask);
	llm_prompt_free(&prompt);
	ck_assert_ptr_nonnull(body);
	return body;
}

/* A member at a path of names and indices, "messages.0.role"; NULL: none. */
static const json_t *at(const json_t *json, const char *path)
{
	char name[80];

	while (json && *path) {
		size_t n = strcspn(path, ".");

		snprintf(name, sizeof(name), "%.*s", (int)n, path);
		json = json_is_array(json) ? json_array_get(json, (size_t)strtol(name, NULL, 10))
					   : json_object_get(json, name);
		path += n + (path[n] == '.');
	}
	return json;
}

static void has_text(const json_t *json, const char *path, const char *text)
{
	const char *value = json_string_value(at(json, path));

	ck_assert_msg(value && !strcmp(value, text), "%s: %s", path, value ? value : "(none)");
}

START_TEST(chat_requests)
{
	json_t *body;

	address("http://127.0.0.1:8080");
	body = request(0);
	has_text(body, "model", "some-model");
	has_text(body, "messages.0.role", "system");
	has_text(body, "messages.1.role", "user");
	has_text(body, "response_format.type", "json_schema");
	has_text(body, "response_format.json_schema.schema.properties.items.type", "array");
	/* a server of one's own is held to the ids */
	ck_assert_int_eq(
		json_integer_value(at(body, "response_format.json_schema.schema.properties.items."
					    "prefixItems.1.properties.id.const")),
		2);
	json_decref(body);
	body = request(OPENAI_NO_EXACT);
	ck_assert_ptr_null(at(body, "response_format.json_schema.schema.properties.items."
				    "prefixItems"));
	ck_assert_int_eq(json_integer_value(at(body, "max_tokens")), 500);
	ck_assert(json_is_real(at(body, "temperature")));
	json_decref(body);

	body = request(OPENAI_NO_SCHEMA | OPENAI_OTHER_LIMIT | OPENAI_NO_TEMPERATURE |
		       OPENAI_NO_SYSTEM);
	has_text(body, "response_format.type", "json_object");
	ck_assert_ptr_null(at(body, "max_tokens"));
	ck_assert_int_eq(json_integer_value(at(body, "max_completion_tokens")), 500);
	ck_assert_ptr_null(at(body, "temperature"));
	has_text(body, "messages.0.role", "user");
	ck_assert_ptr_null(at(body, "messages.1"));
	json_decref(body);

	options.reasoning_effort = "low";
	openai.extra = json_pack("{s:f, s:s}", "top_p", 0.5, "model", "other");
	body = request(OPENAI_NO_SCHEMA | OPENAI_NO_JSON | OPENAI_NO_LIMIT);
	ck_assert_ptr_null(at(body, "response_format"));
	ck_assert_ptr_null(at(body, "max_tokens"));
	has_text(body, "reasoning_effort", "low");
	has_text(body, "model", "other");
	ck_assert(json_is_real(at(body, "top_p")));
	json_decref(body);
}
END_TEST

START_TEST(responses_requests)
{
	json_t *body;

	address("https://api.openai.com/v1");
	options.reasoning_effort = "low";
	body = request(0);
	has_text(body, "input.0.role", "system");
	has_text(body, "text.format.type", "json_schema");
	has_text(body, "text.format.name", "translation");
	has_text(body, "reasoning.effort", "low");
	ck_assert(json_is_false(at(body, "store")));
	ck_assert_int_gt(json_integer_value(at(body, "max_output_tokens")), 500);
	json_decref(body);
}
END_TEST

static struct llm_reply reply;
static struct text said;
static struct dt_error fault;

static void answer(const char *text)
{
	struct net_reply net = { .service = "openai", .base = "http://host/v1", .status = 200 };
	json_t *body = json_loads(text, 0, NULL);

	ck_assert_ptr_nonnull(body);
	net.body = text;
	net.length = strlen(text);
	memset(&reply, 0, sizeof(reply));
	memset(&fault, 0, sizeof(fault));
	text_clear(&said);
	openai_read(&openai, &net, body, &said, &reply, &fault);
	text_add(&said, "", 0);
	json_decref(body);
}

START_TEST(chat_answers)
{
	address("http://127.0.0.1:8080");
	answer("{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"hello\","
	       "\"reasoning_content\":\"hm\"}}],\"usage\":{\"prompt_tokens\":100,"
	       "\"completion_tokens\":20,\"prompt_tokens_details\":{\"cached_tokens\":64},"
	       "\"completion_tokens_details\":{\"reasoning_tokens\":7},\"cost\":0.25}}");
	ck_assert_str_eq(said.at, "hello");
	ck_assert_int_eq(reply.stop, LLM_STOP_END);
	ck_assert_uint_eq(reply.input_tokens, 100);
	ck_assert_uint_eq(reply.cached_tokens, 64);
	ck_assert_uint_eq(reply.output_tokens, 20);
	ck_assert_uint_eq(reply.reasoning_tokens, 7);
	ck_assert(reply.usd > 0.24 && reply.usd < 0.26);
	answer("{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":["
	       "{\"type\":\"thinking\",\"text\":\"hm\"},{\"type\":\"text\",\"text\":\"a\"}]}}]}");
	ck_assert_str_eq(said.at, "a");
	ck_assert_int_eq(reply.stop, LLM_STOP_LENGTH);
	answer("{\"choices\":[{\"finish_reason\":\"content_filter\",\"message\":{}}]}");
	ck_assert_int_eq(reply.stop, LLM_STOP_REFUSED);
	answer("{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"I won't\"}}]}");
	ck_assert_int_eq(reply.stop, LLM_STOP_REFUSED);
	answer("{\"error\":{\"code\":429,\"message\":\"slow down\"}}");
	ck_assert_int_eq(fault.failure, DT_FAILURE_RATE_LIMIT);
	answer("{\"choices\":[]}");
	ck_assert_int_eq(fault.failure, DT_FAILURE_MALFORMED_RESPONSE);
}
END_TEST

START_TEST(responses_answers)
{
	address("https://api.openai.com/v1");
	answer("{\"status\":\"completed\",\"output\":[{\"type\":\"reasoning\",\"summary\":["
	       "{\"type\":\"summary_text\",\"text\":\"hm\"}]},{\"type\":\"message\",\"content\":["
	       "{\"type\":\"output_text\",\"text\":\"hel\"},{\"type\":\"output_text\",\"text\":"
	       "\"lo\"}]}],\"usage\":{\"input_tokens\":10,\"output_tokens\":5,"
	       "\"input_tokens_details\":{\"cached_tokens\":3},\"output_tokens_details\":"
	       "{\"reasoning_tokens\":2}},\"error\":null}");
	ck_assert_int_eq(fault.status, DT_OK);
	ck_assert_str_eq(said.at, "hello");
	ck_assert_uint_eq(reply.cached_tokens, 3);
	ck_assert_uint_eq(reply.reasoning_tokens, 2);
	answer("{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":"
	       "\"max_output_tokens\"},\"output\":[]}");
	ck_assert_int_eq(reply.stop, LLM_STOP_LENGTH);
	answer("{\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"refusal\","
	       "\"refusal\":\"no\"}]}]}");
	ck_assert_int_eq(reply.stop, LLM_STOP_REFUSED);
}
END_TEST

static uint32_t lesson(const char *text, uint32_t learned)
{
	struct net_reply net = { .service = "openai", .base = "http://host/v1", .status = 400 };

	net.body = text;
	net.length = strlen(text);
	return openai_learn(&openai, &net, learned);
}

START_TEST(lessons)
{
	static const struct {
		const char *text;
		uint32_t learned, lesson;
	} known[] = {
		{ "{\"error\":{\"message\":\"Invalid parameter: 'response_format' of type "
		  "'json_schema' is not supported with this model.\",\"param\":null}}",
		  0, OPENAI_NO_EXACT },
		{ "{\"error\":{\"message\":\"'response_format' of type 'json_schema'\"}}",
		  OPENAI_NO_EXACT, OPENAI_NO_SCHEMA },
		{ "{\"error\":{\"message\":\"'response_format.type' must be 'text'\"}}",
		  OPENAI_NO_SCHEMA, OPENAI_NO_JSON },
		{ "{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens' is not supported "
		  "with this model. Use 'max_completion_tokens' instead.\"}}",
		  0, OPENAI_OTHER_LIMIT },
		{ "{\"error\":{\"message\":\"max_tokens is too large: 16384. This model supports "
		  "at most 4096 completion tokens\"}}",
		  0, OPENAI_NO_LIMIT },
		{ "{\"error\":{\"message\":\"Unsupported value\",\"param\":\"temperature\"}}", 0,
		  OPENAI_NO_TEMPERATURE },
		{ "{\"error\":{\"message\":\"This model's maximum context length is 4097 tokens. "
		  "However, you requested 5000 tokens (1000 in the messages, 4000 in the "
		  "completion)\",\"code\":\"context_length_exceeded\"}}",
		  0, OPENAI_NO_LIMIT },
		{ "{\"error\":{\"message\":\"maximum context length is 4097 tokens, you requested "
		  "9000 (9000 in the messages, 0 in the completion)\"}}",
		  OPENAI_NO_LIMIT, 0 },
		{ "{\"message\":\"System role not supported\"}", 0, OPENAI_NO_SYSTEM },
		{ "{\"error\":\"reasoning_effort is not known\"}", 0, OPENAI_NO_EFFORT },
		{ "{\"error\":{\"message\":\"Invalid request\"}}", 0, 0 },
		{ "no JSON", 0, 0 },
	};

	address("http://127.0.0.1:8080");
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		ck_assert_msg(lesson(known[i].text, known[i].learned) == known[i].lesson, "%s: %u",
			      known[i].text, lesson(known[i].text, known[i].learned));
	options.json = OPENAI_JSON_SCHEMA;
	ck_assert_uint_eq(lesson(known[0].text, OPENAI_NO_EXACT), 0);
	options.json = OPENAI_JSON_AUTO;
	address("https://api.openai.com/v1");
	ck_assert_uint_eq(lesson(known[0].text, 0), OPENAI_NO_SCHEMA);
}
END_TEST

START_TEST(options_are_checked)
{
	static const char *const good[] = { "X-Title: a b" }, *const bad[] = { "a b: c" },
				 *const worse[] = { "A: b\r\nC: d" };
	const char *option;
	struct dt_error err = { 0 };

	options.body = "{\"top_p\": 1}";
	options.headers = (struct dt_strings){ good, 1 };
	ck_assert_int_eq(openai_check(&options, &option, &err), DT_OK);
	options.headers = (struct dt_strings){ bad, 1 };
	ck_assert_int_eq(openai_check(&options, &option, &err), DT_E_CONFIG);
	ck_assert_str_eq(option, "headers");
	memset(&err, 0, sizeof(err));
	options.headers = (struct dt_strings){ worse, 1 };
	ck_assert_int_eq(openai_check(&options, &option, &err), DT_E_CONFIG);
	memset(&err, 0, sizeof(err));
	options.headers = (struct dt_strings){ 0 };
	options.body = "[1]";
	ck_assert_int_eq(openai_check(&options, &option, &err), DT_E_CONFIG);
	ck_assert_str_eq(option, "body");
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("openai");
	TCase *tests = suite_case(suite, "openai");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, addresses);
	tcase_add_test(tests, addresses_of_this_machine);
	tcase_add_test(tests, chat_requests);
	tcase_add_test(tests, responses_requests);
	tcase_add_test(tests, chat_answers);
	tcase_add_test(tests, responses_answers);
	tcase_add_test(tests, lessons);
	tcase_add_test(tests, options_are_checked);
	return suite;
}
SUITE_MAIN(make)
