/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Words with the same stem that are not forms of each other: Snowball cuts endings that make new
 * words as well ("import" and "important", "universe" and "university" have one stem).  For English
 * the endings of inflection are known and all others part two words; for some languages the
 * endings that make new words are known, and only what has the same one may be the same word.
 */
#include "config.h"

#include "inside.h"

/* ---- English ------------------------------------------------------------------ */

static bool is_one_of(const char *text, size_t n, const char *const *of)
{
	for (; *of; of++)
		if (strlen(*of) == n && !memcmp(*of, text, n))
			return true;
	return false;
}

/* What is behind the letters that both have: may word one go over into the other with it? */
static bool english_endings(const char *a, size_t na, const char *b, size_t nb, char before)
{
	static const char *const after_all[] = { "s", "es",  "'s",   "s'", "ed",
						 "d", "ing", "ings", NULL };
	static const char *const after_e[] = { "ing", "ings", "ed", NULL };
	static const char *const after_y[] = { "ies", "ied", "ies'", NULL };
	static const char *const moving[] = {
		"ed", "ing", "ings", "s", "es", "d", "'s", "s'", NULL
	};

	if (!na && nb > 1 && b[0] == before && is_one_of(b + 1, nb - 1, moving))
		return true; /* "run", "running" */
	if (!na)
		return is_one_of(b, nb, after_all);
	if (na == 1 && *a == 'e')
		return is_one_of(b, nb, after_e);
	if (na == 1 && *a == 'y')
		return is_one_of(b, nb, after_y);
	return (is_one_of(a, na, moving) || is_one_of(a, na, after_y)) &&
	       (is_one_of(b, nb, moving) || is_one_of(b, nb, after_y));
}

static bool english_forms(const char *a, size_t na, const char *b, size_t nb)
{
	size_t same = 0;
	char before;

	while (same < na && same < nb && a[same] == b[same])
		same++;
	before = same ? a[same - 1] : '\0';
	return english_endings(a + same, na - same, b + same, nb - same, before) ||
	       english_endings(b + same, nb - same, a + same, na - same, before);
}

/* ---- endings that make new words ---------------------------------------------- */

/* Of each language: endings with their own forms, those of one kind in one text; the longer ones
 * stand first. */
static const struct {
	const char *language;
	const char *kinds[14];
} makers[] = {
	{ "es",
	  { "mente", "aciones ación ciones ción", "imientos imiento amientos amiento",
	    "idades idad edades edad", "adoras adores adora ador edores edoras edor edora",
	    "ables able ibles ible", "istas ista", "ismos ismo", "ancias ancia encias encia",
	    "antes ante entes ente", "ivos ivas ivo iva", "osos osas oso osa" } },
	{ "pt",
	  { "mente", "ações ação ções ção", "imentos imento amentos amento", "idades idade",
	    "adoras adores adora ador", "áveis ável íveis ível", "istas ista", "ismos ismo",
	    "âncias ância ências ência", "antes ante entes ente", "ivos ivas ivo iva",
	    "osos osas oso osa" } },
	{ "fr",
	  { "ements ement ments ment", "ations ation itions ition", "ités ité",
	    "ateurs ateur atrices atrice eurs eur euses euse", "ables able ibles ible",
	    "istes iste", "ismes isme", "ances ance ences ence",
	    "antes ante ants ant entes ente ents ent", "ives ive ifs if", "euses euse eux" } },
	{ "it",
	  { "mente", "azioni azione izioni izione zioni zione", "amenti amento imenti imento",
	    "ità", "atori atore atrici atrice", "abili abile ibili ibile", "isti iste ista",
	    "ismi ismo", "anze anza enze enza", "anti ante enti ente", "ivi ive ivo iva" } },
	{ "de",
	  { "ungen ung", "heiten heit keiten keit", "schaften schaft",
	    "lichen liches licher liche lich", "baren bares barer bare bar",
	    "losen loses loser lose los", "ismus ismen", "innen in", "igen iges iger ige ig",
	    "ischen isches ischer ische isch" } },
	{ "ru",
	  { "остями ости остью ость остей", "ениями ение ения ений ению ением ении",
	    "аниями ание ания аний анию анием ании" } },
};

/* Which kind of ending the word has, from 1; 0: none. */
static uint32_t kind_of(const char *const *kinds, size_t most, const char *word, size_t n)
{
	for (uint32_t i = 0; i < most && kinds[i]; i++)
		for (const char *at = kinds[i]; *at;) {
			size_t length = strcspn(at, " ");

			if (length < n && !memcmp(word + n - length, at, length))
				return i + 1;
			at += length + strspn(at + length, " ");
		}
	return 0;
}

bool forms_of_one(const char *language, const char *a, size_t na, const char *b, size_t nb)
{
	if (na == nb && !memcmp(a, b, na))
		return true;
	if (!strcmp(language, "en"))
		return english_forms(a, na, b, nb);
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		if (!strcmp(makers[i].language, language))
			return kind_of(makers[i].kinds, 14, a, na) ==
			       kind_of(makers[i].kinds, 14, b, nb);
	return true;
}

/* ---- Korean ------------------------------------------------------------------- */

bool forms_are_particles(const char *text, size_t n)
{
	static const char *const particles[] = {
		"에서", "에게", "으로", "까지", "부터", "처럼", "보다", "이나", "이라", "하고",
		"이며", "이다", "입니", "들",	"은",	"는",	"이",	"가",	"을",	"를",
		"의",	"에",	"로",	"와",	"과",	"도",	"만",	"나",	"라",	"란",
		"며",	"인",	"마다", "조차", "밖에", "께서", NULL,
	};
	size_t at = 0;

	while (at < n) {
		size_t step = 0;

		for (size_t i = 0; particles[i] && !step; i++) {
			size_t length = strlen(particles[i]);

			if (length <= n - at && !memcmp(text + at, particles[i], length))
				step = length;
		}
		if (!step)
			return false;
		at += step;
	}
	return true;
}
