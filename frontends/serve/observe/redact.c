/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "redact.h"
#include "log.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define READ_MOST 16384 /* bytes of a text that are looked at */
#define CUT_ABOVE 512
#define CUT_FIRST 256
#define CUT_LAST  128

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z');
}

/* of names */
static bool is_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

/* of tokens: base64, base64url, JWT, percent codes */
static bool is_token(char c)
{
	return is_word(c) || c == '.' || c == '+' || c == '/' || c == '=' || c == '~' || c == '%';
}

/* ---- by name --------------------------------------------------------------------- */

#define NAME_MAX_BYTES 64

/* Lower case, '-' as '_': "X-Api-Key" is "x_api_key", "apiKey" is "apikey". */
static bool plain_name(const char *name, size_t n, char plain[NAME_MAX_BYTES])
{
	if (!n || n >= NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < n; i++)
		plain[i] = (char)(is_upper(name[i]) ? name[i] + 32
				  : name[i] == '-'  ? '_'
						    : name[i]);
	plain[n] = '\0';
	return true;
}

static bool ends_with(const char *text, size_t n, const char *end)
{
	size_t end_n = strlen(end);

	return n >= end_n && !memcmp(text + n - end_n, end, end_n);
}

/* Every word of every text in the log is looked at: most letters begin none of the names below. */
static bool begins_strong(char c)
{
	return c == 's' || c == 'p' || c == 'a' || c == 'c' || c == 'x' || c == 'f';
}

/* Names that are secret wherever they stand. */
static bool is_strong(const char *plain, size_t n)
{
	static const char *const inside[] = { "secret",	       "password",   "passwd",
					      "passphrase",    "api_key",    "apikey",
					      "authorization", "access_key", "accesskey",
					      "private_key",   "credential", "x_amz_signature",
					      "cookie",	       "auth_key",   "subscription_key",
					      "function_key",  NULL };

	for (const char *at = plain; *at; at++) {
		if (!begins_strong(*at))
			continue;
		for (size_t i = 0; inside[i]; i++)
			if (inside[i][0] == at[0] && inside[i][1] == at[1] &&
			    !strncmp(at, inside[i], strlen(inside[i])))
				return true;
	}
	return ends_with(plain, n, "_token") || ends_with(plain, n, "accesstoken") ||
	       ends_with(plain, n, "authtoken");
}

/* Words that are names of secrets before "=", and ordinary words elsewhere. */
static bool is_weak(const char *plain, size_t n)
{
	static const char *const whole[] = { "token",	  "key",     "sig",    "signature",
					     "sign",	  "auth",    "bearer", "session",
					     "sessionid", "api_sig", NULL };

	for (size_t i = 0; whole[i]; i++)
		if (!strcmp(plain, whole[i]))
			return true;
	return ends_with(plain, n, "_key") || ends_with(plain, n, "_signature");
}

bool redact_name(const char *name, size_t n)
{
	char plain[NAME_MAX_BYTES];

	if (!plain_name(name, n, plain))
		return false;
	return is_strong(plain, n) || is_weak(plain, n);
}

/* ---- by place and shape ---------------------------------------------------------- */

struct scan {
	const char *at;
	size_t n;
};

static size_t skip_blanks(const struct scan *scan, size_t i)
{
	while (i < scan->n && (scan->at[i] == ' ' || scan->at[i] == '\t'))
		i++;
	return i;
}

static size_t skip_token(const struct scan *scan, size_t i)
{
	while (i < scan->n && is_token(scan->at[i]))
		i++;
	return i;
}

static bool is_scheme(const char *at, size_t n)
{
	return (n == 6 && !strncasecmp(at, "bearer", 6)) ||
	       (n == 5 && !strncasecmp(at, "basic", 5));
}

/*
 * The value behind a name that ends at i: "name=value", "name: value", "\"name\": \"value\"",
 * "Authorization: Bearer value".  Gives where it begins and ends; false: none stands there.
 */
static bool find_value(const struct scan *scan, size_t i, bool strong, size_t *begin, size_t *end)
{
	const char *at = scan->at;
	char quote = '\0';
	size_t word;

	if (i < scan->n && (at[i] == '"' || at[i] == '\''))
		i++;
	i = skip_blanks(scan, i);
	if (i >= scan->n || (at[i] != '=' && !(at[i] == ':' && strong)))
		return false;
	i = skip_blanks(scan, i + 1);
	if (i < scan->n && (at[i] == '"' || at[i] == '\''))
		quote = at[i++];
	for (word = i; word < scan->n && is_letter(at[word]);)
		word++;
	if (is_scheme(at + i, word - i) && word < scan->n && at[word] == ' ')
		i = skip_blanks(scan, word);
	*begin = i;
	while (i < scan->n &&
	       (quote ? at[i] != quote : !strchr(" \t\r\n&;,\"'<>#)}]", at[i] ? at[i] : ' '))) {
		if (quote && at[i] == '\\' && i + 1 < scan->n)
			i++;
		i++;
	}
	*end = i < scan->n ? i : scan->n;
	return *end > *begin;
}

static bool all_of(const char *at, size_t n, bool (*is)(char))
{
	for (size_t i = 0; i < n; i++)
		if (!is(at[i]))
			return false;
	return true;
}

static bool is_upper_or_digit(char c)
{
	return is_upper(c) || is_digit(c);
}

/* Keys as services make them. */
static bool has_shape(const char *at, size_t n)
{
	static const struct {
		const char *begin;
		size_t least;
	} shapes[] = { { "sk-", 12 },	      { "sk_", 12 },	{ "whsec_", 10 }, { "ghp_", 20 },
		       { "github_pat_", 20 }, { "xoxb-", 16 },	{ "xoxp-", 16 },  { "AIza", 30 },
		       { "hf_", 20 },	      { "glpat-", 16 }, { "gsk_", 16 },	  { "ya29.", 16 } };

	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		if (n >= shapes[i].least && !strncmp(at, shapes[i].begin, strlen(shapes[i].begin)))
			return true;
	if (n == 20 && (!strncmp(at, "AKIA", 4) || !strncmp(at, "ASIA", 4)))
		return all_of(at, n, is_upper_or_digit);
	return n > 40 && !strncmp(at, "eyJ", 3) && memchr(at, '.', n);
}

/* "://user:password@": bytes from i, behind "://", up to the '@'; 0: there is none. */
static size_t user_info(const struct scan *scan, size_t i)
{
	size_t last = 0;

	for (size_t j = i;
	     j < scan->n && !strchr("/?# \t\r\n\"'<>", scan->at[j] ? scan->at[j] : ' '); j++)
		if (scan->at[j] == '@')
			last = j;
	return last > i ? last - i : 0;
}

/* What is secret at i, the begin of a word of n bytes: from *begin to *end. */
static bool find_secret(const struct scan *scan, size_t i, size_t n, size_t *begin, size_t *end)
{
	char plain[NAME_MAX_BYTES];
	size_t token = skip_token(scan, i);

	if (has_shape(scan->at + i, token - i)) {
		*begin = i;
		*end = token;
		return true;
	}
	if (n == 6 && is_scheme(scan->at + i, n) && i + n < scan->n && scan->at[i + n] == ' ') {
		*begin = skip_blanks(scan, i + n);
		*end = skip_token(scan, *begin);
		return *end > *begin;
	}
	if (!plain_name(scan->at + i, n, plain))
		return false;
	if (is_strong(plain, n))
		return find_value(scan, i + n, true, begin, end);
	return is_weak(plain, n) && find_value(scan, i + n, false, begin, end);
}

static void add_masked(struct text *to, const struct scan *scan)
{
	size_t kept = 0, begin, end, user, word;

	for (size_t i = 0; i < scan->n;) {
		if (scan->n - i > 3 && !memcmp(scan->at + i, "://", 3) &&
		    (user = user_info(scan, i + 3)) > 0) {
			text_add(to, scan->at + kept, i + 3 - kept);
			text_adds(to, REDACTED);
			i = kept = i + 3 + user;
			continue;
		}
		if (!is_word(scan->at[i])) {
			i++;
			continue;
		}
		for (word = i; word < scan->n && is_word(scan->at[word]);)
			word++;
		if (!find_secret(scan, i, word - i, &begin, &end)) {
			i = word;
			continue;
		}
		text_add(to, scan->at + kept, begin - kept);
		text_adds(to, REDACTED);
		i = kept = end;
	}
	text_add(to, scan->at + kept, scan->n - kept);
}

/* No character is cut in two. */
static size_t at_character(const char *at, size_t i)
{
	while (i && ((unsigned char)at[i] & 0xc0) == 0x80)
		i--;
	return i;
}

void redact_add(struct text *to, const char *from, size_t n, bool cut)
{
	struct scan scan = { from, n < READ_MOST ? n : READ_MOST };
	struct text masked = { 0 };
	size_t first, last;

	if (n <= CUT_ABOVE || !cut) {
		add_masked(to, &scan);
		if (scan.n < n)
			text_addf(to, "...(%zu bytes more)", n - scan.n);
		return;
	}
	add_masked(&masked, &scan);
	if (masked.failed) {
		to->failed = true;
	} else if (masked.n <= CUT_ABOVE && scan.n == n) {
		text_add(to, masked.at, masked.n);
	} else {
		first = masked.n > CUT_FIRST ? at_character(masked.at, CUT_FIRST) : masked.n;
		last = scan.n < n || masked.n < CUT_FIRST + CUT_LAST
			       ? masked.n
			       : at_character(masked.at, masked.n - CUT_LAST);
		text_add(to, masked.at, first);
		text_addf(to, "...(%zu bytes cut)...",
			  n > first + (masked.n - last) ? n - first - (masked.n - last) : 0);
		text_add(to, masked.at + last, masked.n - last);
	}
	text_finish(&masked);
}

/* ---- for others ------------------------------------------------------------------- */

char *log_redacted(const char *text, size_t n, bool redact)
{
	struct text out = { 0 };

	redact_add(&out, text, n, redact);
	text_add(&out, "", 1);
	if (out.failed)
		text_finish(&out);
	return out.at;
}

static json_t *redacted_text(const json_t *value, bool redact)
{
	char *text = log_redacted(json_string_value(value), json_string_length(value), redact);
	json_t *out = text ? json_string(text) : NULL;

	free(text);
	return out ? out : json_string(REDACTED);
}

json_t *log_redacted_json(const json_t *value, bool redact)
{
	json_t *out, *member;
	const char *name;
	size_t i;

	if (json_is_string(value))
		return redacted_text(value, redact);
	if (json_is_array(value)) {
		out = json_array();
		json_array_foreach(value, i, member)
			json_array_append_new(out, log_redacted_json(member, redact));
		return out;
	}
	if (!json_is_object(value))
		return json_deep_copy(value);
	out = json_object();
	json_object_foreach((json_t *)(uintptr_t)value, name, member)
	{
		bool hidden = redact_name(name, strlen(name)) && !json_is_number(member) &&
			      !json_is_boolean(member) && !json_is_null(member);

		json_object_set_new(out, name,
				    hidden ? json_string(REDACTED)
					   : log_redacted_json(member, redact));
	}
	return out;
}
