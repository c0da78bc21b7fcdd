/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a file is written in: a mark of byte order says it, else UTF-8 when it can be that, else
 * what ICU takes it for, with a remark.
 */
#include "config.h"

#include "reading.h"
#include "tags.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unistr.h>

enum { SAMPLE = 1 << 14 }; /* bytes */

/* The encoding that a mark of byte order names; *n bytes long. */
static const char *marked(const struct text *bytes, size_t *n)
{
	static const struct {
		const char *mark, *name;
		size_t n;
	} marks[] = { { "\xef\xbb\xbf", "UTF-8", 3 },
		      { "\xff\xfe\0\0", "UTF-32LE", 4 },
		      { "\0\0\xfe\xff", "UTF-32BE", 4 },
		      { "\xff\xfe", "UTF-16LE", 2 },
		      { "\xfe\xff", "UTF-16BE", 2 } };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (bytes->n >= marks[i].n && !memcmp(bytes->at, marks[i].mark, marks[i].n)) {
			*n = marks[i].n;
			return marks[i].name;
		}
	*n = 0;
	return NULL;
}

/* Lines with other bytes than those of ASCII: ICU looks at the first few thousand bytes only. */
static void take_sample(const struct text *bytes, struct text *sample)
{
	for (size_t at = 0; at < bytes->n && sample->n < SAMPLE;) {
		const char *end = memchr(bytes->at + at, '\n', bytes->n - at);
		size_t n = end ? (size_t)(end - bytes->at) + 1 - at : bytes->n - at;
		bool other = false;

		for (size_t i = 0; i < n && !other; i++)
			other = (unsigned char)bytes->at[at + i] >= 0x80;
		if (other)
			text_add(sample, bytes->at + at, n < SAMPLE ? n : SAMPLE);
		at += n;
	}
}

static bool has_nul(const struct text *bytes)
{
	return memchr(bytes->at, '\0', bytes->n < SAMPLE ? bytes->n : SAMPLE) != NULL;
}

/* Short texts fit several encodings: what is known of the language decides. */
static const char *choose(const UCharsetMatch **matches, int32_t n, const char *lang)
{
	UErrorCode error = U_ZERO_ERROR;
	char language[TAG_SIZE];

	tag_language(lang, language);
	for (int32_t i = 0; *language && i < n; i++) {
		const char *its = ucsdet_getLanguage(matches[i], &error);

		if (U_SUCCESS(error) && its && !strcmp(its, language))
			return ucsdet_getName(matches[i], &error);
	}
	return n > 0 ? ucsdet_getName(matches[0], &error) : NULL;
}

/* What ICU takes it for; "" when it cannot tell. */
static void guess(const struct text *bytes, const char *lang, char *name, size_t size)
{
	struct text sample = { 0 };
	UErrorCode error = U_ZERO_ERROR;
	UCharsetDetector *detector = ucsdet_open(&error);
	const UCharsetMatch **matches;
	const char *found;
	int32_t n = 0;

	*name = '\0';
	if (U_FAILURE(error))
		return;
	if (!has_nul(bytes)) {
		take_sample(bytes, &sample);
		bytes = &sample;
	}
	ucsdet_setText(detector, bytes->at, (int32_t)(bytes->n < SAMPLE ? bytes->n : SAMPLE),
		       &error);
	matches = ucsdet_detectAll(detector, &n, &error);
	found = U_SUCCESS(error) ? choose(matches, n, lang) : NULL;
	if (found)
		snprintf(name, size, "%s", found);
	ucsdet_close(detector);
	text_free(&sample);
}

static dt_status convert(struct reading *r, const char *from, size_t skip)
{
	UErrorCode error = U_ZERO_ERROR;
	struct text out = { 0 };
	int32_t needed = ucnv_convert("UTF-8", from, NULL, 0, r->bytes.at + skip,
				      (int32_t)(r->bytes.n - skip), &error);

	if (error != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(error))
		return reading_fail(r, 0, "the glossary looks like %s and cannot be read so", from);
	if (!text_reserve(&out, (size_t)needed + 1))
		return reading_fail(r, 0, "out of memory for the glossary");
	error = U_ZERO_ERROR;
	ucnv_convert("UTF-8", from, out.at, needed + 1, r->bytes.at + skip,
		     (int32_t)(r->bytes.n - skip), &error);
	out.n = (size_t)needed;
	out.at[out.n] = '\0';
	text_free(&r->bytes);
	r->bytes = out;
	snprintf(r->file->encoding, sizeof(r->file->encoding), "%s", from);
	return U_FAILURE(error) ? reading_fail(r, 0, "the glossary cannot be read as %s", from)
				: DT_OK;
}

/* The line of the first byte that cannot be UTF-8. */
static uint32_t line_of(const struct text *bytes, const uint8_t *at)
{
	uint32_t line = 1;

	for (const char *c = bytes->at; c < (const char *)at; c++)
		line += *c == '\n';
	return line;
}

dt_status encoding_read(struct reading *r)
{
	const uint8_t *bad;
	char found[32];
	size_t mark;
	const char *name = marked(&r->bytes, &mark);

	if (name && strcmp(name, "UTF-8") != 0)
		return convert(r, name, mark);
	if (mark) {
		memmove(r->bytes.at, r->bytes.at + mark, r->bytes.n - mark + 1);
		r->bytes.n -= mark;
	}
	bad = r->bytes.n ? u8_check((const uint8_t *)r->bytes.at, r->bytes.n) : NULL;
	if (!bad && has_nul(&r->bytes))
		bad = memchr(r->bytes.at, '\0', r->bytes.n); /* UTF-16 without a mark */
	if (!bad)
		return DT_OK;
	if (name)
		return reading_fail(r, line_of(&r->bytes, bad),
				    "the file says that it is UTF-8, and here it is not");
	guess(&r->bytes, glossary_target_lang(r->files->glossary), found, sizeof(found));
	if (!*found || !strcmp(found, "UTF-8") || (has_nul(&r->bytes) && strncmp(found, "UTF-", 4)))
		return reading_fail(r, line_of(&r->bytes, bad),
				    "this is no UTF-8, and nobody can tell what it is");
	reading_remark(r, line_of(&r->bytes, bad),
		       "this is no UTF-8; the file is taken for %s, please check the terms", found);
	return convert(r, found, 0);
}
