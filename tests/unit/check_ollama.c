/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What Ollama is asked and what it says. */
#include "config.h"

#include "llm_batch.h"
#include "plugins/translate/ollama/ollama.h"
#include "suite.h"

START_TEST(addresses)
{
	static const char *const known[][2] = {
		{ "http://127.0.0.1:11434", "http://127.0.0.1:11434" },
		{ "127.0.0.1", "http://127.0.0.1:11434" },
		{ "0.0.0.0", "http://127.0.0.1:11434" },
		{ "0.0.0.0:8000", "http://127.0.0.1:8000" },
		{ ":8000", "http://127.0.0.1:8000" },
		{ "", "http://127.0.0.1:11434" },
		{ "box:1/", "http://box:1" },
		{ "[::1]", "http://[::1]:11434" },
		{ "https://models.example/ollama/", "https://models.example/ollama" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		char *address = ollama_address(known[i][0]);

		ck_assert_str_eq(address, known[i][1]);
		free(address);
	}
}
END_TEST

START_TEST(contexts_only_grow)
{
	_Atomic uint32_t least = 0;

	ck_assert_uint_eq(ollama_context(100, 32768, &least), 4096);
	ck_assert_uint_eq(ollama_context(5000, 32768, &least), 8192);
	ck_assert_uint_eq(ollama_context(100, 32768, &least), 8192);
	ck_assert_uint_eq(ollama_context(500000, 32768, &least), 32768);
}
END_TEST

START_TEST(requests)
{
	static const char *const texts[] = { "One", "Two" };
	struct ollama_options options = { .num_ctx = 32768, .keep_alive = 300000 };
	struct ollama ollama = { .options = &options };
	struct llm_prompt prompt;
	struct chat_ask ask = { .prompt = &prompt, .input_tokens = 6000, .output_tokens = 500 };
	struct dt_error err = { 0 };
	static struct made made;
	json_t *body, *settings;

	made_start(&made, 2, texts);
	options.llm.model = "some";
	options.llm.temperature = 0;
	ask.batch = &made.batch;
	ck_assert_int_eq(llm_prompt_make(&prompt, &made.batch, &err), DT_OK);
	body = ollama_write(&ollama, &ask);
	settings = json_object_get(body, "options");
	ck_assert(json_is_false(json_object_get(body, "stream")));
	ck_assert(json_is_object(json_object_get(body, "format")));
	ck_assert(json_is_false(json_object_get(body, "think")));
	ck_assert_str_eq(json_string_value(json_object_get(body, "keep_alive")), "300s");
	ck_assert_int_eq(json_integer_value(json_object_get(settings, "num_ctx")), 16384);
	ck_assert_int_eq(json_integer_value(json_object_get(settings, "num_predict")), 500);
	ck_assert_uint_eq(json_array_size(json_object_get(body, "messages")), 2);
	json_decref(body);
	ask.learned = OLLAMA_NO_SCHEMA | OLLAMA_NO_THINK;
	body = ollama_write(&ollama, &ask);
	ck_assert_str_eq(json_string_value(json_object_get(body, "format")), "json");
	ck_assert_ptr_null(json_object_get(body, "think"));
	json_decref(body);
	llm_prompt_free(&prompt);
}
END_TEST

static void answer(const char *text, struct text *said, struct llm_reply *reply,
		   struct dt_error *err)
{
	struct net_reply net = { .service = "ollama", .base = "http://host", .status = 200 };
	json_t *body = json_loads(text, 0, NULL);

	ck_assert_ptr_nonnull(body);
	net.body = text;
	net.length = strlen(text);
	memset(reply, 0, sizeof(*reply));
	memset(err, 0, sizeof(*err));
	text_clear(said);
	ollama_read(NULL, &net, body, said, reply, err);
	json_decref(body);
}

START_TEST(answers)
{
	struct llm_reply reply;
	struct text said = { 0 };
	struct dt_error err;

	answer("{\"message\":{\"content\":\"hi\",\"thinking\":\"hm\"},\"done_reason\":\"length\","
	       "\"prompt_eval_count\":7,\"eval_count\":3}",
	       &said, &reply, &err);
	ck_assert_str_eq(said.at, "hi");
	ck_assert_int_eq(reply.stop, LLM_STOP_LENGTH);
	ck_assert_uint_eq(reply.input_tokens, 7);
	ck_assert_uint_eq(reply.output_tokens, 3);
	answer("{\"error\":\"out of memory\"}", &said, &reply, &err);
	ck_assert_int_eq(err.failure, DT_FAILURE_SERVER_ERROR);
	answer("{\"done\":true}", &said, &reply, &err);
	ck_assert_int_eq(err.failure, DT_FAILURE_MALFORMED_RESPONSE);
	text_free(&said);
}
END_TEST

START_TEST(lessons)
{
	static const struct {
		const char *body;
		uint32_t learned, lesson;
	} known[] = {
		{ "{\"error\":\"\\\"some\\\" does not support thinking\"}", 0, OLLAMA_NO_THINK },
		{ "{\"error\":\"invalid format: expected \\\"json\\\"\"}", 0, OLLAMA_NO_EXACT },
		{ "{\"error\":\"invalid format\"}", OLLAMA_NO_EXACT, OLLAMA_NO_SCHEMA },
		{ "{\"error\":\"invalid format\"}", OLLAMA_NO_SCHEMA, 0 },
		{ "{\"error\":\"no\"}", 0, 0 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct net_reply net = { .status = 400, .body = known[i].body };

		net.length = strlen(net.body);
		ck_assert_uint_eq(ollama_learn(NULL, &net, known[i].learned), known[i].lesson);
	}
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("ollama");
	TCase *tests = suite_case(suite, "ollama");

	tcase_add_test(tests, addresses);
	tcase_add_test(tests, contexts_only_grow);
	tcase_add_test(tests, requests);
	tcase_add_test(tests, answers);
	tcase_add_test(tests, lessons);
	return suite;
}
SUITE_MAIN(make)
