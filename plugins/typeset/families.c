/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "families.h"

#include "text.h"

#include <string.h>
#include <strings.h>

#define NOTO(serif, sans)                                                                          \
	{                                                                                          \
		{ serif, sans }, { sans, serif },                                                  \
		{                                                                                  \
			sans, serif                                                                \
		}                                                                                  \
	}
#define CJK(region)                                                                                \
	{                                                                                          \
		{ "notoserifcjk" region, "notosanscjk" region },                                   \
			{ "notosanscjk" region, "notoserifcjk" region },                           \
		{                                                                                  \
			"notosansmonocjk" region, "notosanscjk" region                             \
		}                                                                                  \
	}

static const struct family_row rows[] = {
	{ HB_SCRIPT_LATIN,
	  NULL,
	  "fonts-liberation",
	  { { "liberationserif", "texgyretermes", "dejavuserif", "notoserif" },
	    { "liberationsans", "notosans", "dejavusans", "texgyreheros" },
	    { "liberationmono", "dejavusansmono", "notosansmono", "texgyrecursor" } } },
	{ HB_SCRIPT_HAN, "zh-Hant-HK", "fonts-noto-cjk", CJK("hk") },
	{ HB_SCRIPT_HAN, "zh-HK", "fonts-noto-cjk", CJK("hk") },
	{ HB_SCRIPT_HAN, "zh-Hant", "fonts-noto-cjk", CJK("tc") },
	{ HB_SCRIPT_HAN, "zh-TW", "fonts-noto-cjk", CJK("tc") },
	{ HB_SCRIPT_HAN, "ja", "fonts-noto-cjk", CJK("jp") },
	{ HB_SCRIPT_HAN, "ko", "fonts-noto-cjk", CJK("kr") },
	{ HB_SCRIPT_HAN, NULL, "fonts-noto-cjk", CJK("sc") },
	{ HB_SCRIPT_HIRAGANA, NULL, "fonts-noto-cjk", CJK("jp") },
	{ HB_SCRIPT_KATAKANA, NULL, "fonts-noto-cjk", CJK("jp") },
	{ HB_SCRIPT_HANGUL, NULL, "fonts-noto-cjk", CJK("kr") },
	{ HB_SCRIPT_BOPOMOFO, NULL, "fonts-noto-cjk", CJK("tc") },
	{ HB_SCRIPT_ARABIC, "ur", "fonts-noto-core", NOTO("notonaskharabic", "notosansarabic") },
	{ HB_SCRIPT_ARABIC, NULL, "fonts-noto-core", NOTO("notonaskharabic", "notosansarabic") },
	{ HB_SCRIPT_HEBREW, NULL, "fonts-noto-core", NOTO("notoserifhebrew", "notosanshebrew") },
	{ HB_SCRIPT_DEVANAGARI, NULL, "fonts-noto-core",
	  NOTO("notoserifdevanagari", "notosansdevanagari") },
	{ HB_SCRIPT_BENGALI, NULL, "fonts-noto-core", NOTO("notoserifbengali", "notosansbengali") },
	{ HB_SCRIPT_GURMUKHI, NULL, "fonts-noto-core",
	  NOTO("notoserifgurmukhi", "notosansgurmukhi") },
	{ HB_SCRIPT_GUJARATI, NULL, "fonts-noto-core",
	  NOTO("notoserifgujarati", "notosansgujarati") },
	{ HB_SCRIPT_ORIYA, NULL, "fonts-noto-core", NOTO("notosansoriya", "notosansoriya") },
	{ HB_SCRIPT_TAMIL, NULL, "fonts-noto-core", NOTO("notoseriftamil", "notosanstamil") },
	{ HB_SCRIPT_TELUGU, NULL, "fonts-noto-core", NOTO("notoseriftelugu", "notosanstelugu") },
	{ HB_SCRIPT_KANNADA, NULL, "fonts-noto-core", NOTO("notoserifkannada", "notosanskannada") },
	{ HB_SCRIPT_MALAYALAM, NULL, "fonts-noto-core",
	  NOTO("notoserifmalayalam", "notosansmalayalam") },
	{ HB_SCRIPT_SINHALA, NULL, "fonts-noto-core", NOTO("notoserifsinhala", "notosanssinhala") },
	{ HB_SCRIPT_THAI, NULL, "fonts-noto-core", NOTO("notoserifthai", "notosansthai") },
	{ HB_SCRIPT_LAO, NULL, "fonts-noto-core", NOTO("notoseriflao", "notosanslao") },
	{ HB_SCRIPT_KHMER, NULL, "fonts-noto-core", NOTO("notoserifkhmer", "notosanskhmer") },
	{ HB_SCRIPT_MYANMAR, NULL, "fonts-noto-core", NOTO("notoserifmyanmar", "notosansmyanmar") },
	{ HB_SCRIPT_ETHIOPIC, NULL, "fonts-noto-core",
	  NOTO("notoserifethiopic", "notosansethiopic") },
	{ HB_SCRIPT_GEORGIAN, NULL, "fonts-noto-core",
	  NOTO("notoserifgeorgian", "notosansgeorgian") },
	{ HB_SCRIPT_ARMENIAN, NULL, "fonts-noto-core",
	  NOTO("notoserifarmenian", "notosansarmenian") },
	{ HB_SCRIPT_TIBETAN, NULL, "fonts-noto-core",
	  NOTO("notoseriftibetan", "notoseriftibetan") },
};

const struct family_row *family_row_find(hb_script_t script, const char *language)
{
	if (script == HB_SCRIPT_GREEK || script == HB_SCRIPT_CYRILLIC)
		script = HB_SCRIPT_LATIN;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].script == script &&
		    (!rows[i].language || language_is(language, rows[i].language)))
			return &rows[i];
	}
	return NULL;
}

/* Names of what documents are set in, as family_key() writes them, and what of
 * Debian looks like it.  TeX's names are those of its font files. */
const char *family_alike(const char *source_key)
{
	static const struct {
		const char *start, *family;
	} alike[] = {
		{ "palatino", "texgyrepagella" },
		{ "pplr", "texgyrepagella" },
		{ "urwpallad", "texgyrepagella" },
		{ "bookantiqua", "texgyrepagella" },
		{ "pplb", "texgyrepagella" },
		{ "pplri", "texgyrepagella" },
		{ "newcentury", "texgyreschola" },
		{ "centuryschoolbook", "texgyreschola" },
		{ "bookman", "texgyrebonum" },
		{ "avantgarde", "texgyreadventor" },
		{ "helveticanarrow", "liberationsansnarrow" },
		{ "arialnarrow", "liberationsansnarrow" },
		{ "calibri", "carlito" },
		{ "cambria", "caladea" },
		{ "verdana", "dejavusans" },
		{ "bitstreamverasansmono", "dejavusansmono" },
		{ "bitstreamveraserif", "dejavuserif" },
		{ "bitstreamverasans", "dejavusans" },
		{ "consolas", "dejavusansmono" },
		{ "menlo", "dejavusansmono" },
		{ "inconsolata", "dejavusansmono" },
	};

	for (size_t i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
		if (strncmp(source_key, alike[i].start, strlen(alike[i].start)) == 0)
			return alike[i].family;
	}
	return NULL;
}

const char *script_package(hb_script_t script)
{
	const struct family_row *row = family_row_find(script, "");

	if (script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED)
		return "fonts-noto-core";
	return row ? row->package : "fonts-noto-core fonts-noto-extra";
}

const char *script_name(hb_script_t script)
{
	static const struct {
		hb_script_t script;
		const char *name;
	} names[] = {
		{ HB_SCRIPT_LATIN, "Latin" },
		{ HB_SCRIPT_GREEK, "Greek" },
		{ HB_SCRIPT_CYRILLIC, "Cyrillic" },
		{ HB_SCRIPT_HAN, "Han" },
		{ HB_SCRIPT_HIRAGANA, "Hiragana" },
		{ HB_SCRIPT_KATAKANA, "Katakana" },
		{ HB_SCRIPT_HANGUL, "Hangul" },
		{ HB_SCRIPT_ARABIC, "Arabic" },
		{ HB_SCRIPT_HEBREW, "Hebrew" },
		{ HB_SCRIPT_DEVANAGARI, "Devanagari" },
		{ HB_SCRIPT_THAI, "Thai" },
		{ HB_SCRIPT_BENGALI, "Bengali" },
		{ HB_SCRIPT_TAMIL, "Tamil" },
		{ HB_SCRIPT_TELUGU, "Telugu" },
		{ HB_SCRIPT_KHMER, "Khmer" },
		{ HB_SCRIPT_LAO, "Lao" },
		{ HB_SCRIPT_MYANMAR, "Myanmar" },
		{ HB_SCRIPT_ETHIOPIC, "Ethiopic" },
		{ HB_SCRIPT_GEORGIAN, "Georgian" },
		{ HB_SCRIPT_ARMENIAN, "Armenian" },
		{ HB_SCRIPT_COMMON, "common to all scripts" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].script == script)
			return names[i].name;
	}
	return "another script";
}

hb_script_t language_script(const char *language)
{
	static const struct {
		const char *language;
		hb_script_t script;
	} scripts[] = {
		{ "zh", HB_SCRIPT_HAN },	{ "ja", HB_SCRIPT_HAN },
		{ "yue", HB_SCRIPT_HAN },	{ "ko", HB_SCRIPT_HANGUL },
		{ "ar", HB_SCRIPT_ARABIC },	{ "fa", HB_SCRIPT_ARABIC },
		{ "ur", HB_SCRIPT_ARABIC },	{ "ps", HB_SCRIPT_ARABIC },
		{ "sd", HB_SCRIPT_ARABIC },	{ "ug", HB_SCRIPT_ARABIC },
		{ "ckb", HB_SCRIPT_ARABIC },	{ "he", HB_SCRIPT_HEBREW },
		{ "iw", HB_SCRIPT_HEBREW },	{ "yi", HB_SCRIPT_HEBREW },
		{ "hi", HB_SCRIPT_DEVANAGARI }, { "mr", HB_SCRIPT_DEVANAGARI },
		{ "ne", HB_SCRIPT_DEVANAGARI }, { "sa", HB_SCRIPT_DEVANAGARI },
		{ "bn", HB_SCRIPT_BENGALI },	{ "as", HB_SCRIPT_BENGALI },
		{ "pa", HB_SCRIPT_GURMUKHI },	{ "gu", HB_SCRIPT_GUJARATI },
		{ "or", HB_SCRIPT_ORIYA },	{ "ta", HB_SCRIPT_TAMIL },
		{ "te", HB_SCRIPT_TELUGU },	{ "kn", HB_SCRIPT_KANNADA },
		{ "ml", HB_SCRIPT_MALAYALAM },	{ "si", HB_SCRIPT_SINHALA },
		{ "th", HB_SCRIPT_THAI },	{ "lo", HB_SCRIPT_LAO },
		{ "km", HB_SCRIPT_KHMER },	{ "my", HB_SCRIPT_MYANMAR },
		{ "am", HB_SCRIPT_ETHIOPIC },	{ "ti", HB_SCRIPT_ETHIOPIC },
		{ "ka", HB_SCRIPT_GEORGIAN },	{ "hy", HB_SCRIPT_ARMENIAN },
		{ "bo", HB_SCRIPT_TIBETAN },	{ "el", HB_SCRIPT_GREEK },
		{ "ru", HB_SCRIPT_CYRILLIC },	{ "uk", HB_SCRIPT_CYRILLIC },
		{ "bg", HB_SCRIPT_CYRILLIC },	{ "be", HB_SCRIPT_CYRILLIC },
		{ "mk", HB_SCRIPT_CYRILLIC },
	};

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		if (language_is(language, scripts[i].language))
			return scripts[i].script;
	}
	return HB_SCRIPT_LATIN;
}
