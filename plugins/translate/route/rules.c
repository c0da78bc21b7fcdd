/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "rules.h"

#include "../markup.h"

#include <doctranslate/types.h>

#include <unictype.h>

static enum rules_class class_of_ascii(uint32_t code)
{
	if (code <= ' ')
		return RULES_BLANK;
	if ((code | 32) >= 'a' && (code | 32) <= 'z')
		return RULES_LETTER;
	if (code >= '0' && code <= '9')
		return RULES_DIGIT;
	return strchr("$+<=>^`|~\x7f", (int)code) ? RULES_SIGN : RULES_POINT;
}

static enum rules_class class_of(uint32_t code)
{
	if (code < 0x80)
		return class_of_ascii(code);
	if (code == 0xfffc)
		return RULES_OBJECT;
	if (code == UINT32_MAX)
		return RULES_SIGN;
	if (uc_is_general_category_withtable(code, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M))
		return RULES_LETTER;
	if (uc_is_general_category_withtable(code, UC_CATEGORY_MASK_N))
		return RULES_DIGIT;
	if (uc_is_general_category_withtable(code, UC_CATEGORY_MASK_Z))
		return RULES_BLANK;
	if (uc_is_general_category_withtable(code, UC_CATEGORY_MASK_P))
		return RULES_POINT;
	return RULES_SIGN;
}

void rules_classify(const char *text, uint32_t length, uint8_t *classes)
{
	const char *at = text, *end = text + length;

	while (at < end) {
		const char *start = at;
		uint8_t class = (uint8_t)class_of(markup_decode(&at, end));

		memset(classes + (start - text), class, (size_t)(at - start));
	}
}

bool rules_square(uint32_t code)
{
	return code >= 0x1100 && code != UINT32_MAX &&
	       ((code >= 0x3041 && code <= 0x318f) || (code >= 0xac00 && code <= 0xd7a3) ||
		code <= 0x11ff || uc_is_property_ideographic((ucs4_t)code));
}

bool rules_runs_on(uint32_t code)
{
	return rules_square(code) || (code >= 0x0e00 && code <= 0x0eff) ||
	       (code >= 0x1000 && code <= 0x109f) || (code >= 0x1780 && code <= 0x17ff);
}

/* ---- words that are no words ----------------------------------------------- */

/* Endings of file and host names that stand alone in a line of print. */
static bool known_ending(const char *at, size_t n)
{
	static const char *const endings[] = {
		"com", "org", "net",  "edu", "gov", "mil",  "int", "info", "io",  "dev", "eu",
		"de",  "fr",  "es",   "uk",  "ch",  "jp",   "cn",  "ca",   "au",  "br",	 "nl",
		"txt", "pdf", "html", "htm", "xml", "json", "csv", "tsv",  "tex", "c",	 "h",
		"cpp", "py",  "js",   "sh",  "so",  "conf", "ini", "png",  "jpg", "svg", "eps",
		"zip", "gz",  "tar",  "doc", "md",  "yaml", "yml", "exe",  "dll", "log", "xls",
	};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (strlen(endings[i]) == n && !memcmp(endings[i], at, n))
			return true;
	return false;
}

static bool starts_with(const char *at, size_t n, const char *start)
{
	size_t length = strlen(start);

	if (n < length)
		return false;
	for (size_t i = 0; i < length; i++)
		if ((at[i] >= 'A' && at[i] <= 'Z' ? at[i] | 32 : at[i]) != start[i])
			return false;
	return true;
}

/* Takes brackets, quotes and points off both ends. */
static void strip(const char **at, size_t *n)
{
	while (*n && strchr("([{<\"'", (*at)[0]))
		(*at)++, (*n)--;
	while (*n && strchr(".,;:)]}>\"'", (*at)[*n - 1]))
		(*n)--;
}

/* RFC 3986 addresses, RFC 5321 mailboxes, DOIs, arXiv numbers, paths and file names; stripped. */
static bool is_identifier(const char *at, size_t n)
{
	static const char *const schemes[] = { "http://", "https://", "ftp://",	 "mailto:",
					       "doi:",	  "urn:",     "file://", "www.",
					       "arxiv:",  "git://",   "ssh://",	 "10.1" };
	const char *sign;

	if (n < 4)
		return false;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (starts_with(at, n, schemes[i]) && n > strlen(schemes[i]) + 2)
			return true;
	sign = memchr(at, '@', n);
	if (sign && sign > at && memchr(sign, '.', n - (size_t)(sign - at)))
		return true;
	if (at[0] == '/' && memchr(at + 1, '/', n - 1))
		return true;
	if (at[1] == ':' && at[2] == '\\')
		return true;
	sign = memrchr(at, '.', n);
	return sign && sign - at >= 2 && known_ending(sign + 1, n - 1 - (size_t)(sign - at));
}

/* "8.31a", "2014b", "4c": a number with a letter that counts on.  Not the 1970s. */
static bool is_lettered_number(const char *at, size_t n)
{
	bool digit = false;

	if (n < 2 || n > 12 || at[n - 1] < 'a' || at[n - 1] > 'z' || at[n - 1] == 's' ||
	    at[n - 1] == 'd')
		return false;
	for (size_t i = 0; i + 1 < n; i++) {
		if ((at[i] < '0' || at[i] > '9') && at[i] != '.')
			return false;
		digit |= at[i] != '.';
	}
	return digit && at[0] != '.';
}

/* The letter of "Appendix A", which is no article. */
static bool is_letter_of(const char *before, size_t length, const char *at, size_t n)
{
	static const char *const nouns[] = { "appendix", "section",   "part",	  "figure", "table",
					     "annex",	 "exhibit",   "group",	  "type",   "class",
					     "schedule", "chapter",   "plan",	  "phase",  "form",
					     "vitamin",	 "hepatitis", "influenza" };

	if (n != 1 || at[0] != 'A')
		return false;
	for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++)
		if (length == strlen(nouns[i]) && starts_with(before, length, nouns[i]))
			return true;
	return false;
}

/* Ends a word: a blank, a hard break, an object. */
static bool ends_word(const char *at, const char *end)
{
	return (unsigned char)*at <= ' ' || (end - at >= 3 && (!memcmp(at, "\xe2\x80\xa8", 3) ||
							       !memcmp(at, "\xef\xbf\xbc", 3)));
}

/* Bytes of what ends a word. */
static size_t ending_length(const char *at)
{
	return (unsigned char)*at <= ' ' ? 1 : 3;
}

bool rules_next_identifier(const char **at, const char *end, const char **start)
{
	const char *before = *at;
	size_t length = 0;

	while (*at < end) {
		const char *word = *at;
		bool telling = false;
		size_t n;

		while (*at < end && !ends_word(*at, end)) {
			telling |= **at == '.' || **at == '@' || **at == '/' || **at == '\\' ||
				   **at == ':' || (**at >= '0' && **at <= '9') || **at == 'A';
			(*at)++;
		}
		n = (size_t)(*at - word);
		if (*at < end)
			*at += ending_length(*at);
		if (telling)
			strip(&word, &n);
		telling = telling && (is_identifier(word, n) || is_lettered_number(word, n) ||
				      is_letter_of(before, length, word, n));
		before = word;
		length = n;
		if (!telling)
			continue;
		*start = word;
		*at = word + n;
		return true;
	}
	return false;
}

/* Is each word an identifier ("a@x.org, b@y.org")?  A bare "DOI:" before one counts. */
static bool all_identifiers(const char *text, uint32_t length)
{
	const char *at = text, *end = text + length;
	bool found = false;

	while (at < end) {
		const char *word = at;
		size_t n;

		while (at < end && !ends_word(at, end))
			at++;
		n = (size_t)(at - word);
		if (at < end)
			at += ending_length(at);
		if (!n ||
		    (n <= 6 && (starts_with(word, n, "doi:") || starts_with(word, n, "url:"))))
			continue;
		strip(&word, &n);
		if (!is_identifier(word, n))
			return false;
		found = true;
	}
	return found;
}

/* A number below 400 in the way pages of a preface are counted: "xiv".  In canonical form,
 * so that a word like "civil" is none. */
static bool is_roman(const char *at, uint32_t n)
{
	static const char *const parts[] = { "c", "c",	"c", "xc", "l", "xl", "x", "x",
					     "x", "ix", "v", "iv", "i", "i",  "i" };
	uint32_t done = 0;

	if (n < 2 || n > 12)
		return false;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && done < n; i++)
		if (starts_with(at + done, n - done, parts[i]))
			done += (uint32_t)strlen(parts[i]);
	return done == n;
}

/* ---- the decision ---------------------------------------------------------- */

static uint32_t few_letters(const char *text, uint32_t length, uint32_t role)
{
	while (length && (unsigned char)text[length - 1] <= ' ')
		length--;
	while (length && (unsigned char)*text <= ' ')
		text++, length--;
	if ((role == DT_ROLE_HEADER || role == DT_ROLE_FOOTER) && is_roman(text, length))
		return DT_RULE_NUMBER;
	return all_identifiers(text, length) ? DT_RULE_IDENTIFIER : DT_RULE_NONE;
}

/* One ideograph can be a whole word; one letter of an alphabet is a name. */
static bool is_ideograph(uint32_t code)
{
	return uc_is_property_ideographic((ucs4_t)code) || (code >= 0xac00 && code <= 0xd7a3);
}

uint32_t rules_keep(const char *text, uint32_t length, uint32_t role)
{
	const char *at = text, *end = text + length;
	uint32_t letters = 0, words = 0;
	bool inside = false, telling = false, objects = false, digits = false;

	/* A sentence is told by its first words. */
	while (at < end) {
		uint32_t code = markup_decode(&at, end);
		enum rules_class class = class_of(code);

		telling |= code == '.' || code == '@' || code == '/' || code == '\\';
		objects |= class == RULES_OBJECT;
		digits |= class == RULES_DIGIT;
		if (class == RULES_LETTER) {
			words += !inside;
			letters++;
			if (code >= 0x2e80 && letters == 1 && is_ideograph(code))
				return DT_RULE_NONE;
		}
		inside = class != RULES_BLANK && (inside || class == RULES_LETTER);
		if (words >= 12)
			return DT_RULE_NONE;
	}
	if (!letters)
		return objects && !digits ? DT_RULE_FORMULA : DT_RULE_NUMBER;
	if (letters == 1)
		return DT_RULE_SHORT;
	if (telling || role == DT_ROLE_HEADER || role == DT_ROLE_FOOTER)
		return few_letters(text, length, role);
	return DT_RULE_NONE;
}
