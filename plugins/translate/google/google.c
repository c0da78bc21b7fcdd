/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "google.h"

#include "token.h"

#include <stdio.h>
#include <string.h>

enum { API_AUTO, API_V3, API_V2 };
const char *const google_apis[] = { "auto", "v3", "v2", NULL };

struct google {
	const struct google_options *options;
	struct net_options net; /* with a key for sentences where an account has none */
	struct token *token;	/* NULL: a key or token was given */
	char *bearer;		/* of a token that was given */
	char place[256];	/* "projects/P/locations/L" */
};

/* ---- requests ---------------------------------------------------------------- */

static json_t *v2_body(const struct mt *mt, const struct mt_ask *ask, char *url, size_t size)
{
	json_t *made = json_pack("{s:O, s:s, s:s, s:s*}", "q", ask->texts, "target", ask->target,
				 "format", "html", "source", ask->source);

	(void)mt;
	snprintf(url, size, "/language/translate/v2");
	return made;
}

static json_t *v3_body(const struct mt *mt, const struct mt_ask *ask, char *url, size_t size)
{
	const struct google *google = mt->own;
	const struct google_options *options = google->options;
	json_t *made =
		json_pack("{s:O, s:s, s:s, s:s*}", "contents", ask->texts, "targetLanguageCode",
			  ask->target, "mimeType", "text/html", "sourceLanguageCode", ask->source);

	snprintf(url, size, "/v3/%s:translateText", google->place);
	if (made && options->model)
		json_object_set_new(made, "model",
				    json_sprintf("%s/models/%s", google->place, options->model));
	if (made && options->glossary)
		json_object_set_new(made, "glossaryConfig",
				    json_pack("{s:o, s:b}", "glossary",
					      json_sprintf("%s/glossaries/%s", google->place,
							   options->glossary),
					      "ignoreCase", 1));
	return made;
}

static const json_t *v2_answers(const json_t *reply)
{
	return json_object_get(json_object_get(reply, "data"), "translations");
}

static const json_t *v3_answers(const json_t *reply)
{
	const json_t *by_glossary = json_object_get(reply, "glossaryTranslations");

	return json_array_size(by_glossary) ? by_glossary : json_object_get(reply, "translations");
}

static const char *answer_text(const json_t *answer)
{
	return json_string_value(json_object_get(answer, "translatedText"));
}

static bool says(const char *words, const char *const *known)
{
	for (; words && *known; known++)
		if (strcasestr(words, *known))
			return true;
	return false;
}

/* A quota that is used up and one that a minute cures have the same status, 403 or 429. */
static enum dt_failure fault(const struct net_reply *reply, const json_t *body)
{
	static const char *const for_good[] = { "dailyLimit", "daily limit",   "per day",
						"billing",    "quotaExceeded", NULL };
	static const char *const for_now[] = { "RateLimit",  "rate limit",	   "per minute",
					       "RATE_LIMIT", "RESOURCE_EXHAUSTED", NULL };
	static const char *const key[] = { "API key not valid", "API_KEY_INVALID",
					   "API key expired", NULL };
	static const char *const length[] = { "too long", "too large", "exceeds the limit", NULL };
	const json_t *error = json_object_get(body, "error");
	const char *message = json_string_value(json_object_get(error, "message"));
	const char *status = json_string_value(json_object_get(error, "status"));
	const json_t *first = json_array_get(json_object_get(error, "errors"), 0);
	const char *reason = json_string_value(json_object_get(first, "reason"));

	if (reply->status == 403 || reply->status == 429) {
		if (says(reason, for_good) || says(message, for_good))
			return DT_FAILURE_QUOTA;
		if (says(reason, for_now) || says(message, for_now) || says(status, for_now))
			return DT_FAILURE_RATE_LIMIT;
	}
	if (reply->status == 400 && says(message, key))
		return DT_FAILURE_AUTHENTICATION;
	if (reply->status == 400 && says(message, length))
		return DT_FAILURE_CONTEXT_LENGTH;
	return DT_FAILURE_NONE;
}

static bool v2_list_url(const struct mt *mt, bool targets, char *url, size_t size)
{
	(void)mt;
	snprintf(url, size, "/language/translate/v2/languages");
	return targets;
}

static bool v3_list_url(const struct mt *mt, bool targets, char *url, size_t size)
{
	const struct google *google = mt->own;

	snprintf(url, size, "/v3/%s/supportedLanguages", google->place);
	return targets;
}

static void v2_list(const json_t *reply, bool targets, struct mt *mt)
{
	const json_t *language;
	size_t i;

	(void)targets;
	json_array_foreach(json_object_get(json_object_get(reply, "data"), "languages"), i,
			   language)
	{
		mt_list_add_both(mt, json_string_value(json_object_get(language, "language")));
	}
}

static void v3_list(const json_t *reply, bool targets, struct mt *mt)
{
	const json_t *language;
	size_t i;

	(void)targets;
	json_array_foreach(json_object_get(reply, "languages"), i, language)
	{
		const char *code = json_string_value(json_object_get(language, "languageCode"));

		if (code && json_is_true(json_object_get(language, "supportTarget")))
			mt_list_add(mt, true, code);
		if (code && json_is_true(json_object_get(language, "supportSource")))
			mt_list_add(mt, false, code);
	}
}

static const struct mt_backend v2 = { .name = "google",
				      .codes = MT_GOOGLE,
				      .max_texts = 128,
				      .max_characters = 10000,
				      .body = v2_body,
				      .answers = v2_answers,
				      .text = answer_text,
				      .fault = fault,
				      .list_url = v2_list_url,
				      .list = v2_list };

static const struct mt_backend v3 = { .name = "google",
				      .codes = MT_GOOGLE,
				      .max_texts = 1024,
				      .max_characters = 10000,
				      .body = v3_body,
				      .answers = v3_answers,
				      .text = answer_text,
				      .fault = fault,
				      .list_url = v3_list_url,
				      .list = v3_list };

/* ---- the translator ------------------------------------------------------------ */

static bool is_file(const char *key)
{
	return key && key[strspn(key, " \t\r\n")] == '{';
}

static bool is_v3(const struct google_options *options)
{
	if (options->api != API_AUTO)
		return options->api == API_V3;
	if (options->net.key && !is_file(options->net.key))
		return options->project != NULL;
	return true;
}

static const struct mt_form *form_of(const struct google_options *options)
{
	return options->glossary && is_v3(options) ? &mt_form_html : &mt_form_html_terms;
}

static void free_own(void *own)
{
	struct google *google = own;

	token_free(google->token);
	free(google->bearer);
	free(google);
}

static struct account *read_file(const char *path, struct dt_error *err)
{
	struct account *account = NULL;
	struct text text = { 0 };
	FILE *file = fopen(path, "rbe");
	size_t n = 1;

	if (!file) {
		dt_fail(err, DT_E_CONFIG, "google's credentials %s cannot be read", path);
		return NULL;
	}
	while (n && text.n < 65536 && text_reserve(&text, 4096)) {
		n = fread(text.at + text.n, 1, 4096, file);
		text.n += n;
	}
	fclose(file);
	account = account_new(text.at ? text.at : "", text.n, err);
	if (text.at)
		memset(text.at, 0, text.n);
	text_free(&text);
	return account;
}

static void no_key(struct dt_error *err)
{
	dt_fail(err, DT_E_CONFIG,
		"Google wants a key, by the option key, or the file of a service account, by "
		"credentials");
	err->failure = DT_FAILURE_AUTHENTICATION;
}

/* The account that signs, where there is one. */
static dt_status find_account(const struct google_options *options, struct account **account,
			      struct dt_error *err)
{
	*account = NULL;
	if (is_file(options->net.key))
		*account = account_new(options->net.key, strlen(options->net.key), err);
	else if (!options->net.key && options->credentials)
		*account = read_file(options->credentials, err);
	else if (!options->net.key)
		no_key(err);
	return err->status;
}

static bool is_plain(const char *text)
{
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789-_.:")] == '\0';
}

static dt_status set_place(struct google *google, const struct account *account,
			   struct dt_error *err)
{
	const struct google_options *options = google->options;
	const char *project = options->project ? options->project
			      : account	       ? account->project
					       : NULL;

	if (!is_v3(options) && (options->model || options->glossary))
		return dt_fail(err, DT_E_CONFIG,
			       "google's v2 has no %s to choose; that is for v3, which the option "
			       "project asks for",
			       options->model ? "model" : "glossary");
	if (!is_v3(options))
		return DT_OK;
	if (options->glossary && !strcmp(options->location, "global"))
		return dt_fail(err, DT_E_CONFIG,
			       "google has no glossaries at the location global; the option "
			       "location has to say where it is, such as us-central1");
	if (!project)
		return dt_fail(err, DT_E_CONFIG,
			       "google's v3 needs a project; the option project has to name it");
	if (!is_plain(project) || !is_plain(options->location) || strlen(project) > 100 ||
	    strlen(options->location) > 100)
		return dt_fail(err, DT_E_CONFIG,
			       "google's project and location are names of letters, digits and -");
	snprintf(google->place, sizeof(google->place), "projects/%s/locations/%s", project,
		 options->location);
	return DT_OK;
}

static void set_headers(struct mt *mt, struct google *google)
{
	const struct google_options *options = google->options;

	if (google->token) {
		mt->sign = token_sign;
		mt->sign_ctx = google->token;
	} else if (google->bearer) {
		mt->headers[mt->n_headers++] =
			(struct net_header){ "Authorization", google->bearer };
		mt->headers[mt->n_headers++] =
			(struct net_header){ "X-Goog-User-Project", options->project };
	} else {
		mt->headers[mt->n_headers++] =
			(struct net_header){ "X-Goog-Api-Key", options->net.key };
	}
}

/* The credentials in use: a token of the account, a token that was given, or the key. */
static dt_status set_credentials(struct mt *mt, struct google *google, struct account *account,
				 struct dt_error *err)
{
	const char *key = google->options->net.key;

	if (account) {
		google->token = token_new(account, mt->client);
		if (!google->token)
			return dt_fail(err, DT_E_SYSTEM, "no memory");
	} else if (is_v3(google->options)) {
		google->bearer = malloc(strlen(key) + 8);
		if (!google->bearer)
			return dt_fail(err, DT_E_SYSTEM, "no memory");
		snprintf(google->bearer, strlen(key) + 8, "Bearer %s", key);
	}
	set_headers(mt, google);
	return DT_OK;
}

dt_status google_open(const struct dt_call *call, const void *options_given, void **self,
		      struct dt_error *err)
{
	const struct google_options *options = options_given;
	struct account *account = NULL;
	struct google *google;
	struct mt *mt = NULL;

	(void)call;
	if (find_account(options, &account, err) != DT_OK)
		return err->status;
	google = calloc(1, sizeof(*google));
	if (google) {
		google->options = options;
		google->net = options->net;
		if (account && !options->net.key)
			google->net.key = account->email;
		if (set_place(google, account, err) == DT_OK)
			mt = mt_new(is_v3(options) ? &v3 : &v2, &google->net, err);
	}
	if (!mt) {
		account_free(account);
		free(google);
		return dt_fail(err, DT_E_SYSTEM, "no memory");
	}
	mt->form = form_of(options);
	mt->price = options->price;
	mt->own = google;
	mt->free_own = free_own;
	if (set_credentials(mt, google, account, err) != DT_OK) {
		mt_close(mt);
		return err->status;
	}
	*self = mt;
	return DT_OK;
}

void google_estimate(const void *options_given, const struct dt_batch *batch,
		     struct dt_usage *usage)
{
	const struct google_options *options = options_given;

	mt_estimate(is_v3(options) ? &v3 : &v2, form_of(options), options->price, batch, usage);
}

dt_status google_preflight(const struct dt_call *call, struct dt_error *err)
{
	struct mt *mt = call->self;
	char url[512];

	mt->backend->list_url(mt, true, url, sizeof(url));
	return mt_get(mt, call, url, NULL, err);
}
