/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../markup.h"
#include "pseudo.h"

/*
 * A script as rows of letters, each ended by 0.  An alphabet takes a consonant and a vowel
 * in turn; a script of syllables takes a consonant, now and then a second one joined to it,
 * and a sign for the vowel.
 */
struct syllables {
	uint16_t joiner; /* between two consonants of one syllable, 0: none */
	bool alphabet;
	const uint16_t *consonants, *vowels;
};

static const uint16_t latin_consonants[] = { 'b', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'm',
					     'n', 'p', 'r', 's', 't', 'v', 'z', 0 };
/* No word of a living language has an accent on every vowel, so no word of the source can
 * come out. */
static const uint16_t latin_vowels[] = { 0xe1, 0xe0, 0xe2, 0xe4, 0xe9, 0xe8, 0xea,
					 0xeb, 0xed, 0xec, 0xee, 0xef, 0xf3, 0xf2,
					 0xf4, 0xf6, 0xfa, 0xf9, 0xfb, 0xfc, 0 };
static const uint16_t vietnamese_consonants[] = { 'b', 'c', 0x111, 'g', 'h', 'k', 'l', 'm', 'n',
						  'p', 'q', 'r',   's', 't', 'v', 'x', 0 };
static const uint16_t vietnamese_vowels[] = {
	0x1ea1, 0x1ea3, 0x1ea5, 0x1ea7, 0x1ea9, 0x1eab, 0x1ead, 0x1eaf, 0x1eb7, 0x1ebf, 0x1ec1,
	0x1ec3, 0x1ec5, 0x1ec7, 0x1ecb, 0x1ecd, 0x1ed1, 0x1ed3, 0x1ed5, 0x1ed9, 0x1edb, 0x1edd,
	0x1edf, 0x1ee3, 0x1ee5, 0x1ee9, 0x1eeb, 0x1eed, 0x1eef, 0x1ef1, 0x1ef3, 0
};
static const uint16_t greek_consonants[] = { 0x3b2, 0x3b3, 0x3b4, 0x3b6, 0x3b8, 0x3ba,
					     0x3bb, 0x3bc, 0x3bd, 0x3be, 0x3c0, 0x3c1,
					     0x3c3, 0x3c4, 0x3c6, 0x3c7, 0x3c8, 0 };
static const uint16_t greek_vowels[] = { 0x3ac, 0x3ad, 0x3ae, 0x3af, 0x3cc,
					 0x3cd, 0x3ce, 0x3ca, 0x3cb, 0 };
static const uint16_t cyrillic_consonants[] = { 0x431, 0x432, 0x433, 0x434, 0x436, 0x437, 0x43a,
						0x43b, 0x43c, 0x43d, 0x43f, 0x440, 0x441, 0x442,
						0x444, 0x445, 0x446, 0x447, 0x448, 0x449, 0 };
static const uint16_t cyrillic_vowels[] = { 0x430, 0x435, 0x438, 0x43e, 0x443,
					    0x44b, 0x44d, 0x44e, 0x44f, 0 };
static const uint16_t devanagari_consonants[] = { 0x915, 0x916, 0x917, 0x91a, 0x91c, 0x924,
						  0x926, 0x927, 0x928, 0x92a, 0x92b, 0x92c,
						  0x92d, 0x92e, 0x92f, 0x930, 0x932, 0x935,
						  0x936, 0x938, 0x939, 0 };
static const uint16_t devanagari_vowels[] = { 0x93e, 0x93f, 0x940, 0x941, 0x942,
					      0x947, 0x948, 0x94b, 0x902, 0 };
static const uint16_t bengali_consonants[] = { 0x995, 0x996, 0x997, 0x99a, 0x99c, 0x9a4,
					       0x9a6, 0x9a8, 0x9aa, 0x9ac, 0x9ad, 0x9ae,
					       0x9b0, 0x9b2, 0x9b6, 0x9b8, 0x9b9, 0 };
static const uint16_t bengali_vowels[] = { 0x9be, 0x9bf, 0x9c0, 0x9c1, 0x9c2, 0x9c7, 0x9cb, 0 };
static const uint16_t tamil_consonants[] = { 0xb95, 0xb99, 0xb9a, 0xb9e, 0xb9f, 0xba3, 0xba4,
					     0xba8, 0xbaa, 0xbae, 0xbaf, 0xbb0, 0xbb2, 0xbb5,
					     0xbb4, 0xbb3, 0xbb1, 0xba9, 0 };
static const uint16_t tamil_vowels[] = { 0xbbe, 0xbbf, 0xbc0, 0xbc1, 0xbc2, 0xbc6,
					 0xbc7, 0xbc8, 0xbca, 0xbcd, 0 };
static const uint16_t telugu_consonants[] = { 0xc15, 0xc17, 0xc1a, 0xc1c, 0xc24, 0xc26,
					      0xc28, 0xc2a, 0xc2c, 0xc2e, 0xc2f, 0xc30,
					      0xc32, 0xc35, 0xc36, 0xc38, 0xc39, 0 };
static const uint16_t telugu_vowels[] = { 0xc3e, 0xc3f, 0xc40, 0xc41, 0xc42,
					  0xc46, 0xc47, 0xc4a, 0xc4b, 0 };

static const struct syllables *syllables_of(enum pseudo_script script)
{
	static const struct syllables all[] = {
		[PSEUDO_LATIN] = { 0, true, latin_consonants, latin_vowels },
		[PSEUDO_VIETNAMESE] = { 0, true, vietnamese_consonants, vietnamese_vowels },
		[PSEUDO_GREEK] = { 0, true, greek_consonants, greek_vowels },
		[PSEUDO_CYRILLIC] = { 0, true, cyrillic_consonants, cyrillic_vowels },
		[PSEUDO_DEVANAGARI] = { 0x94d, false, devanagari_consonants, devanagari_vowels },
		[PSEUDO_BENGALI] = { 0x9cd, false, bengali_consonants, bengali_vowels },
		[PSEUDO_TAMIL] = { 0, false, tamil_consonants, tamil_vowels },
		[PSEUDO_TELUGU] = { 0xc4d, false, telugu_consonants, telugu_vowels },
	};

	return &all[script];
}

static void add_one_of(struct text *out, uint64_t *seed, const uint16_t *codes)
{
	uint32_t n = 0;
	char bytes[4];

	while (codes[n])
		n++;
	text_add(out, bytes, markup_encode(bytes, codes[pseudo_draw(seed, n)]));
}

static void alphabet_word(struct text *out, const struct syllables *s, uint64_t *seed,
			  unsigned width)
{
	bool vowel = width == 1 || pseudo_draw(seed, 4) == 0;

	for (unsigned i = 0; i < width; i++, vowel = !vowel)
		add_one_of(out, seed, vowel ? s->vowels : s->consonants);
}

static void syllable_word(struct text *out, const struct syllables *s, uint64_t *seed,
			  unsigned width)
{
	for (unsigned left = width; left;) {
		add_one_of(out, seed, s->consonants);
		left--;
		if (s->joiner && left >= 2 && pseudo_draw(seed, 5) == 0) {
			const uint16_t joiner[] = { s->joiner, 0 };

			add_one_of(out, seed, joiner);
			add_one_of(out, seed, s->consonants);
			left -= 2;
		}
		if (left && pseudo_draw(seed, 3)) {
			add_one_of(out, seed, s->vowels);
			left--;
		}
	}
}

unsigned pseudo_syllables(struct text *out, enum pseudo_script script, uint64_t *seed,
			  unsigned width)
{
	const struct syllables *s = syllables_of(script);

	if (s->alphabet)
		alphabet_word(out, s, seed, width);
	else
		syllable_word(out, s, seed, width);
	return width;
}
