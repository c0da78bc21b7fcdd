/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What models say, and what is taken of it. */
#include "config.h"

#include "llm_batch.h"
#include "suite.h"

static struct made made;

static void set_up(void)
{
	static const char *const texts[] = { "One", "A <g id='1'>bold</g> word <x id='2'/>",
					     "Three\xe2\x80\xa8lines" };

	made_start(&made, 3, texts);
}

static void good(const char *reply, const char *one, const char *two, const char *three)
{
	ck_assert_msg(made_take(&made, reply, strlen(reply), LLM_STOP_END) == DT_OK, "%s: %s",
		      reply, made.err.text);
	ck_assert_str_eq(made.answers[0], one);
	ck_assert_str_eq(made.answers[1], two);
	ck_assert_str_eq(made.answers[2], three);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert(made.calls[i] <= 1 || made.batch.task == DT_TASK_TERMS);
}

static void bad(const char *reply, uint32_t stop, uint32_t failure)
{
	ck_assert_int_ne(made_take(&made, reply, strlen(reply), stop), DT_OK);
	ck_assert_msg(made.err.failure == failure, "%s: %s", reply, made.err.text);
	ck_assert_uint_eq(made.answered, 0);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_uint_eq(made.calls[i], 0);
}

START_TEST(the_form_that_was_asked_for)
{
	good("{\"items\":[{\"id\":1,\"text\":\"Uno\"},"
	     "{\"id\":2,\"text\":\"Una palabra <g id='1'>gruesa</g> <x id='2'/>\"},"
	     "{\"id\":3,\"text\":\"Tres<br/>filas\"}]}",
	     "Uno", "Una palabra <g id='1'>gruesa</g> <x id='2'/>",
	     "Tres\xe2\x80\xa8"
	     "filas");
	ck_assert_uint_eq(made.answered, 3);
}
END_TEST

START_TEST(other_forms)
{
	static const char *const replies[] = {
		"[{\"id\":1,\"text\":\"a\"},{\"id\":2,\"text\":\"b\"},{\"id\":3,\"text\":\"c\"}]",
		"```json\n{\"items\":[{\"id\":\"1\",\"text\":\"a\"},{\"id\":\"2\",\"text\":\"b\"},"
		"{\"id\":\"3\",\"text\":\"c\"}]}\n```",
		"Sure! Here it is:\n{\"items\":[{\"id\":1,\"text\":\"a\"},{\"id\":2,\"text\":\"b\"},"
		"{\"id\":3,\"text\":\"c\"}]}\nAnything else? [yes/no]",
		"{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"text\":\"b\"}\n{\"id\":3,\"text\":\"c\"}",
		"{\"translations\":[{\"id\":1.0,\"translation\":\"a\"},{\"id\":2,\"output\":\"b\"},"
		"{\"id\":3,\"target\":\"c\"}]}",
		"{\"1\":\"a\",\"2\":\"b\",\"3\":\"c\"}",
		"{\"items\":{\"1\":\"a\",\"2\":\"b\",\"3\":\"c\"}}",
		"{\"items\":[\"a\",\"b\",\"c\"]}",
		"{\"items\":[{\"text\":\"a\"},{\"text\":\"b\"},{\"text\":\"c\"}]}",
		"[{\"id\":0,\"text\":\"a\"},{\"id\":1,\"text\":\"b\"},{\"id\":2,\"text\":\"c\"}]",
		"<json>[{\"id\":1,\"text\":\"a\"},{\"id\":2,\"text\":\"b\"},"
		"{\"id\":3,\"text\":\"c\"},]</json>",
		"{\"result\":{\"items\":[{\"id\":1,\"text\":\"a\"},{\"id\":2,\"text\":\"b\"},"
		"{\"id\":3,\"text\":\"c\"}]}}",
	};

	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
		good(replies[i], "a", "b", "c");
}
END_TEST

START_TEST(one_object_for_one_text)
{
	made.batch.n = 1;
	good("{\"id\":1,\"text\":\"Uno\"}", "Uno", "", "");
	good("{\"text\":\"Uno\"}", "Uno", "", "");
	good("{\"id\":0,\"text\":\"Uno\"} and {\"id\":1,\"text\":\"Dos\"}", "Dos", "", "");
}
END_TEST

START_TEST(reasoning_is_no_answer)
{
	static const char answer[] = "{\"items\":[{\"id\":1,\"text\":\"a\"}]}";
	static const char *const before[] = {
		"<think>{\"items\":[{\"id\":1,\"text\":\"no\"},{\"id\":2,\"text\":\"no\"}]}</think>",
		"\n <think>\nHm.</think>\n<think>Hm again.</think>",
		"The user wants {\"id\":2,\"text\":\"no\"} from me. Fine.</think>",
		"[THINK]let me see[/THINK]",
		("<|channel|>analysis<|message|>{\"id\":3,\"text\":\"no\"}<|end|><|start|>assistant"
		 "<|channel|>final<|message|>"),
	};
	char reply[600];

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		snprintf(reply, sizeof(reply), "%s%s", before[i], answer);
		good(reply, "a", "", "");
	}
	good("{\"items\":[{\"id\":1,\"text\":\"<think>what?</think> a\"}]}", "a", "", "");
	bad("<think>{\"items\":[{\"id\":1,\"text\":\"no\"}]}", LLM_STOP_END,
	    DT_FAILURE_MALFORMED_RESPONSE);
}
END_TEST

START_TEST(the_last_word_counts)
{
	good("[{\"id\":1,\"text\":\"One\"},{\"id\":2,\"text\":\"Two\"}]\nbecomes\n"
	     "{\"items\":[{\"id\":1,\"text\":\"Uno\"},{\"id\":2,\"text\":\"Dos\"}]}",
	     "Uno", "Dos", "");
	/* a model that loses count */
	good("[{\"id\":1,\"text\":\"a\"},{\"id\":2,\"text\":\"b\"},{\"id\":2,\"text\":\"c\"},"
	     "{\"id\":9,\"text\":\"d\"}]",
	     "a", "b", "");
	/* nobody knows from what it counts */
	good("[{\"id\":0,\"text\":\"a\"},{\"id\":3,\"text\":\"c\"}]", "", "", "c");
}
END_TEST

START_TEST(what_is_whole_of_a_cut_reply)
{
	static const char whole[] = "{\"items\":[{\"id\":1,\"text\":\"a, \\\"b\\\"\"},"
				    "{\"id\":2,\"text\":\"two\"},{\"id\":3,\"text\":\"three\"}]}";

	for (size_t n = 0; n < sizeof(whole) - 1; n++) {
		dt_status status = made_take(&made, whole, n, LLM_STOP_LENGTH);
		uint32_t wanted = n < 36 ? 0 : n < 58 ? 1 : n < 82 ? 2 : 3;

		ck_assert_msg(made.answered == wanted, "%zu: %u", n, made.answered);
		ck_assert(status == DT_OK || made.err.failure == DT_FAILURE_CONTEXT_LENGTH);
		if (wanted)
			ck_assert_str_eq(made.answers[0], "a, \"b\"");
		if (wanted > 1)
			ck_assert_str_eq(made.answers[1], "two");
	}
}
END_TEST

START_TEST(json_that_is_broken)
{
	good("{\"items\":[{\"id\":1,\"text\":\"He said \"no\" to us\"},"
	     "{\"id\":2,\"text\":\"\\alpha and \\u00e9\"},{\"id\":3,\"text\":\"c\nd\"}]}",
	     "He said \"no\" to us", "\\alpha and \xc3\xa9",
	     "c\xe2\x80\xa8"
	     "d");
	good("{\"items\":[{\"id\":1,\"text\":\"a\"} {\"id\":2,\"text\":\"b\"} {\"id\":3,"
	     "\"text\":\"c",
	     "a", "b", "");
	good("{\"items\":[{\"id\":2,\"text\":\"<g id=\"1\">b</g> <x id=\"2\"/>\"}]}", "",
	     "<g id='1'>b</g> <x id='2'/>", "");
	good("{\"items\":[{\"id\":1,\"text\":\"a\xff\xfe\"},{\"id\":2,\"text\":\"b\"}]}",
	     "a\xef\xbf\xbd\xef\xbf\xbd", "b", "");
}
END_TEST

START_TEST(marks_are_spelt_in_one_way)
{
	good("{\"items\":[{\"id\":2,\"text\":\"<G ID = 1>b</ g > <x id=\\\"2\\\"></x>\"}]}", "",
	     "<g id='1'>b</g> <x id='2'/>", "");
	good("{\"items\":[{\"id\":2,\"text\":\"<g1>b</g1> <x 2 /> a<b & c > d &amp; &nbsp;&x;\"}]}",
	     "", "<g id='1'>b</g> <x id='2'/> a&lt;b &amp; c &gt; d &amp; \xc2\xa0&amp;x;", "");
	good("{\"items\":[{\"id\":1,\"text\":\"a<br>b\\nc\"},{\"id\":3,\"text\":\"a<br>b\\nc\"}]}",
	     "a b c", "",
	     "a\xe2\x80\xa8"
	     "b\xe2\x80\xa8"
	     "c");
}
END_TEST

START_TEST(signs_that_nobody_sees)
{
	good("{\"items\":[{\"id\":1,\"text\":\"a\\u202eb\\u0007\\u0000\\u2067c\\u200ed"
	     "\\udb40\\udc41\\ufeff\\u0085\\ufffc) Tj ET Q endstream\"}]}",
	     "abc\xe2\x80\x8e"
	     "d) Tj ET Q endstream",
	     "", "");
	made.texts[0] = "x \xe2\x80\xaa y";
	good("{\"items\":[{\"id\":1,\"text\":\"a\\u202e\\u202ab\"}]}",
	     "a\xe2\x80\xaa"
	     "b",
	     "", "");
}
END_TEST

START_TEST(nothing_of_use)
{
	static const char *const replies[] = { "",
					       " \n",
					       "{}",
					       "[]",
					       "{\"items\":[]}",
					       "null",
					       "[[[[[[",
					       "Uno, dos, tres",
					       "{\"items\":[{\"id\":7,\"text\":\"x\"}]}",
					       "{\"items\":[{\"id\":1,\"text\":\"\"}]}",
					       "{\"items\":[{\"id\":1,\"text\":5}]}",
					       "{\"items\":[{\"id\":-1,\"text\":\"x\"}]}",
					       ("{\"items\":[{\"id\":99999999999999999999,"
						"\"text\":\"x\"}]}") };

	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
		bad(replies[i], LLM_STOP_END, DT_FAILURE_MALFORMED_RESPONSE);
	bad("I'm sorry, but I can't assist with that.", LLM_STOP_END, DT_FAILURE_CONTENT_FILTER);
	bad("{\"items\":[{\"id\":1,\"text\":\"a\"}]}", LLM_STOP_REFUSED, DT_FAILURE_CONTENT_FILTER);
	bad("{\"items\":[{\"id\":1,\"text\":\"a", LLM_STOP_LENGTH, DT_FAILURE_CONTEXT_LENGTH);
	made_take(&made, "a\tb\n\"c\"", 7, LLM_STOP_END);
	ck_assert_str_eq(made.err.text, "the model's reply has no translations that can be read, "
					"wanted JSON; it begins \"a b \"c\"\"");
}
END_TEST

START_TEST(one_text_without_any_form)
{
	static const char *const replies[] = { "Una palabra <g id='1'>gruesa</g> <x id='2'/>",
					       " \nUna palabra gruesa\n",
					       "\"Una palabra \\u201cgruesa\\u201d\"",
					       "<think>Hm: {\"a\"}?</think>\nUna palabra gruesa",
					       "The user wants {a word}.</think>Una palabra gruesa",
					       "Una palabra & gruesa" };
	static const char *const taken[] = { "Una palabra <g id='1'>gruesa</g> <x id='2'/>",
					     "Una palabra gruesa",
					     NULL,
					     "Una palabra gruesa",
					     "Una palabra gruesa",
					     "Una palabra &amp; gruesa" };

	made.texts[0] = made.texts[1];
	made.batch.n = 1;
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
		if (taken[i])
			good(replies[i], taken[i], "", "");
		else
			bad(replies[i], LLM_STOP_END, DT_FAILURE_MALFORMED_RESPONSE);
	good("\"Una palabra gruesa\"", "Una palabra gruesa", "", "");
	made.texts[0] = "Cited by [12]: \xe2\x80\x9cyes\xe2\x80\x9d\xe2\x80\xa8or *no*";
	good("Citado por [12]: \"s\xc3\xad\"\no *no*",
	     "Citado por [12]: \"s\xc3\xad\"\xe2\x80\xa8o *no*", "", "");
	made.texts[0] = "\"One\"";
	good("\"Uno\"", "\"Uno\"", "", "");
	made.texts[0] = "if a &lt; b";
	good("si a < b", "si a &lt; b", "", "");
}
END_TEST

START_TEST(what_is_no_bare_translation)
{
	static const char *const replies[] = {
		/* half of some JSON, and other values */
		"{\"items\":[{\"id\":1,\"text\":\"Una palabra",
		"\"text\": \"Una palabra\"}",
		"\"text\": Una palabra",
		"Una palabra\"}]}",
		"[Una palabra]",
		"null",
		"12",
		"\"{\\\"items\\\":[]}\"",
		/* words around it */
		"Here is the translation: Una palabra",
		"Una palabra\n\nIs there more?",
		"Una palabra (my translation)",
		"**Una palabra**",
		"```\nUna palabra\n```",
		"\"Una palabra\"!",
		"Una palabra\"",
		"\xc2\xabUna palabra\xc2\xbb",
		"# Una palabra",
		"Una palabra</s>",
		"<|im_start|>Una palabra",
		/* reasoning */
		"<think>Una palabra",
		"Okay, I have to translate two words first",
		"I am asked to answer in JSON",
		/* the prompt */
		"Texts to translate:",
		/* far too long */
		("Una palabra que tiene muchas otras palabras detr\xc3\xa1s de ella y que no termina "
		 "nunca, nunca, nunca, nunca, nunca, nunca"),
		/* bytes that are no text */
		"Una\xff palabra",
		"\x01\x02",
	};

	made.texts[0] = "A word, and another one";
	made.batch.n = 1;
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
		bad(replies[i], LLM_STOP_END, DT_FAILURE_MALFORMED_RESPONSE);
	bad("I cannot help with that", LLM_STOP_END, DT_FAILURE_CONTENT_FILTER);
	bad("Una palabra", LLM_STOP_LENGTH, DT_FAILURE_CONTEXT_LENGTH);
	bad("Una palabra", LLM_STOP_REFUSED, DT_FAILURE_CONTENT_FILTER);
	made.batch.task = DT_TASK_TERMS;
	bad("Una palabra", LLM_STOP_END, DT_FAILURE_MALFORMED_RESPONSE);
	made.batch.task = DT_TASK_TRANSLATE;
	good("Una palabra, y otra", "Una palabra, y otra", "", "");
}
END_TEST

/* Replies that are made to take long, or to run deep. */
START_TEST(hostile_replies)
{
	static const char *const pieces[] = { "[",
					      "{\"a\":",
					      "{\"",
					      "{\"id\":1,\"text\":\"",
					      "{\"x\":\"{\",",
					      "\\",
					      "\"",
					      "<think>",
					      "</think>",
					      "{\"id\":1,\"text\":\"{\\\"",
					      "{\"id\":1,\"text\":\"a\",",
					      "&<x id='1'/>",
					      "{\"items\":[" };

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct text reply = { 0 };

		while (reply.n < 2000000)
			text_add_string(&reply, pieces[i]);
		made_take(&made, reply.at, reply.n, i & 1 ? LLM_STOP_LENGTH : LLM_STOP_END);
		text_free(&reply);
	}
}
END_TEST

START_TEST(terms)
{
	made.batch.task = DT_TASK_TERMS;
	ck_assert_int_eq(made_take(&made, "{\"items\":[]}", 12, LLM_STOP_END), DT_OK);
	ck_assert_uint_eq(made.answered, 0);
	good("{\"items\":[{\"id\":1,\"source\":\"neural net\",\"target\":\"red\\tneuronal\"},"
	     "{\"id\":1,\"source\":\"a\",\"target\":\"\"},{\"id\":9,\"source\":\"b\",\"target\":\"c\"},"
	     "{\"id\":2,\"source\":\"\",\"target\":\"c\"}]}",
	     "neural net\tred neuronal\na\t", "", "");
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("llm_read");
	TCase *tests = suite_case(suite, "llm_read");

	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_test(tests, the_form_that_was_asked_for);
	tcase_add_test(tests, other_forms);
	tcase_add_test(tests, one_object_for_one_text);
	tcase_add_test(tests, reasoning_is_no_answer);
	tcase_add_test(tests, the_last_word_counts);
	tcase_add_test(tests, what_is_whole_of_a_cut_reply);
	tcase_add_test(tests, json_that_is_broken);
	tcase_add_test(tests, marks_are_spelt_in_one_way);
	tcase_add_test(tests, signs_that_nobody_sees);
	tcase_add_test(tests, nothing_of_use);
	tcase_add_test(tests, one_text_without_any_form);
	tcase_add_test(tests, what_is_no_bare_translation);
	tcase_add_test(tests, hostile_replies);
	tcase_add_test(tests, terms);
	return suite;
}
SUITE_MAIN(make)
