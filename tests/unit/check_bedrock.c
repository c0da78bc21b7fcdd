/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What Bedrock is asked, what its answers say, and what refusals teach. */
#include "config.h"

#include "llm_batch.h"
#include "plugins/translate/bedrock/bedrock.h"
#include "suite.h"

static struct bedrock bedrock;
static struct bedrock_options options;
static struct made made;

static void set_up(void)
{
	static const char *const texts[] = { "One", "Two" };

	memset(&bedrock, 0, sizeof(bedrock));
	memset(&options, 0, sizeof(options));
	options.llm.model = "some-model";
	options.cache_prompt = true;
	bedrock.options = &options;
	bedrock.fields = json_pack("{s:i}", "top_k", 5);
	made_start(&made, 2, texts);
}

static void tear_down(void)
{
	json_decref(bedrock.fields);
}

static json_t *request(uint32_t learned)
{
	struct llm_prompt prompt;
	struct dt_error err = { 0 };
	struct chat_ask ask = {
		.batch = &made.batch, .prompt = &prompt, .learned = learned, .output_tokens = 500
	};
	json_t *body;

	ck_assert_int_eq(llm_prompt_make(&prompt, &made.batch, &err), DT_OK);
	body = bedrock_write(&bedrock, &ask);
	llm_prompt_free(&prompt);
	ck_assert_ptr_nonnull(body);
	return body;
}

static size_t blocks_of(const json_t *message)
{
	return json_array_size(json_object_get(message, "content"));
}

START_TEST(requests_have_the_form_of_converse)
{
	json_t *body = request(0), *inference = json_object_get(body, "inferenceConfig");
	const json_t *message = json_array_get(json_object_get(body, "messages"), 0);

	ck_assert_uint_eq(json_array_size(json_object_get(body, "system")), 2);
	ck_assert_uint_eq(json_array_size(json_object_get(body, "messages")), 1);
	ck_assert_str_eq(json_string_value(json_object_get(message, "role")), "user");
	ck_assert_uint_eq(blocks_of(message), 1);
	ck_assert_int_eq(json_integer_value(json_object_get(inference, "maxTokens")), 500);
	ck_assert_ptr_nonnull(json_object_get(inference, "temperature"));
	ck_assert_ptr_nonnull(
		json_object_get(json_object_get(body, "additionalModelRequestFields"), "top_k"));
	json_decref(body);
}
END_TEST

START_TEST(what_is_learned_is_left_out)
{
	json_t *body = request(BEDROCK_NO_TEMPERATURE | BEDROCK_NO_LIMIT | BEDROCK_NO_SYSTEM);
	const json_t *message = json_array_get(json_object_get(body, "messages"), 0);

	ck_assert_ptr_null(json_object_get(body, "inferenceConfig"));
	ck_assert_ptr_null(json_object_get(body, "system"));
	ck_assert_uint_eq(blocks_of(message), 2);
	json_decref(body);
	body = request(BEDROCK_NO_CACHE);
	ck_assert_uint_eq(json_array_size(json_object_get(body, "system")), 1);
	json_decref(body);
}
END_TEST

START_TEST(refusals_teach)
{
	static const struct {
		const char *words;
		uint32_t lesson;
	} cases[] = {
		{ "This model doesn't support system messages. Try again without.",
		  BEDROCK_NO_SYSTEM },
		{ "The maximum tokens you requested exceeds the model limit of 4096.",
		  BEDROCK_NO_LIMIT },
		{ "`temperature` is deprecated for this model.", BEDROCK_NO_TEMPERATURE },
		{ "You invoked an unsupported model or your request did not allow prompt caching.",
		  BEDROCK_NO_CACHE },
		{ "Malformed input request", 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char body[200];
		struct net_reply reply = { .status = 400, .body = body };

		reply.length = (size_t)snprintf(body, sizeof(body), "{\"message\":\"%s\"}",
						cases[i].words);
		ck_assert_uint_eq(bedrock_learn(&bedrock, &reply, 0), cases[i].lesson);
		ck_assert_uint_eq(bedrock_learn(&bedrock, &reply, cases[i].lesson), 0);
	}
}
END_TEST

static struct llm_reply read_body(const char *text, char *said_text, dt_status wanted)
{
	struct net_reply answer = {
		.service = "bedrock", .base = "x", .status = 200, .body = text
	};
	json_t *body = json_loads(text, 0, NULL);
	struct llm_reply reply = { 0 };
	struct text said = { 0 };
	struct dt_error err = { 0 };

	ck_assert_ptr_nonnull(body);
	answer.length = strlen(text);
	bedrock_read(&bedrock, &answer, body, &said, &reply, &err);
	ck_assert_int_eq(err.status, wanted);
	snprintf(said_text, 100, "%s", said.at ? said.at : "");
	text_free(&said);
	json_decref(body);
	return reply;
}

START_TEST(answers_are_read)
{
	char said[100];
	struct llm_reply reply = read_body(
		"{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":["
		"{\"reasoningContent\":{\"reasoningText\":{\"text\":\"hm\"}}},{\"text\":\"yes\"},"
		"{\"text\":\" and no\"}]}},\"stopReason\":\"max_tokens\",\"usage\":{"
		"\"inputTokens\":10,\"outputTokens\":7,\"cacheReadInputTokens\":90,"
		"\"cacheWriteInputTokens\":5}}",
		said, DT_OK);

	ck_assert_str_eq(said, "yes and no");
	ck_assert_uint_eq(reply.stop, LLM_STOP_LENGTH);
	ck_assert_uint_eq(reply.input_tokens, 105);
	ck_assert_uint_eq(reply.cached_tokens, 90);
	ck_assert_uint_eq(reply.output_tokens, 7);
	reply = read_body("{\"output\":{\"message\":{\"content\":[]}},\"stopReason\":"
			  "\"guardrail_intervened\"}",
			  said, DT_OK);
	ck_assert_uint_eq(reply.stop, LLM_STOP_REFUSED);
	read_body("{\"output\":[]}", said, DT_E_UNAVAILABLE);
}
END_TEST

START_TEST(names_stand_encoded_in_the_path)
{
	char *path = bedrock_path("arn:aws:bedrock:eu-west-1:1:inference-profile/eu.x-v1:0");

	ck_assert_str_eq(path, "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile"
			       "%2Feu.x-v1%3A0/converse");
	free(path);
}
END_TEST

static Suite *bedrock_suite(void)
{
	Suite *suite = suite_create("bedrock");
	TCase *tests = suite_case(suite, "bedrock");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, requests_have_the_form_of_converse);
	tcase_add_test(tests, what_is_learned_is_left_out);
	tcase_add_test(tests, refusals_teach);
	tcase_add_test(tests, answers_are_read);
	tcase_add_test(tests, names_stand_encoded_in_the_path);
	return suite;
}

SUITE_MAIN(bedrock_suite)
