/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../markup.h"
#include "pseudo.h"

/* xorshift64*, Vigna 2016: the next number, never the same twice in a word. */
uint32_t pseudo_draw(uint64_t *seed, uint32_t below)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return (uint32_t)((*seed * 0x2545f4914f6cdd1dull) >> 33) % below;
}

static void add_code(struct text *out, uint32_t code)
{
	char bytes[4];

	text_add(out, bytes, markup_encode(bytes, code));
}

static void add_one_of(struct text *out, uint64_t *seed, const uint16_t *codes, size_t n)
{
	add_code(out, codes[pseudo_draw(seed, (uint32_t)n)]);
}

#define ONE_OF(out, seed, codes) add_one_of(out, seed, codes, sizeof(codes) / sizeof((codes)[0]))

/* Common ideographs that every Chinese and Japanese font has. */
static unsigned ideographs(struct text *out, uint64_t *seed, unsigned width)
{
	static const uint16_t codes[] = {
		0x4e00, 0x4e09, 0x4e0a, 0x4e0b, 0x4e2d, 0x4eba, 0x4eca, 0x4f1a, 0x4f5c, 0x5148,
		0x5149, 0x5165, 0x516b, 0x5206, 0x524d, 0x529b, 0x5317, 0x5341, 0x5357, 0x539f,
		0x53bb, 0x53e3, 0x53ef, 0x53f0, 0x540c, 0x540d, 0x5730, 0x5927, 0x5929, 0x597d,
		0x5b50, 0x5b57, 0x5b66, 0x5b89, 0x5bb6, 0x5c0f, 0x5c71, 0x5de5, 0x5e02, 0x5e73,
		0x5fc3, 0x6210, 0x6211, 0x6240, 0x624b, 0x6587, 0x65b0, 0x65b9, 0x65e5, 0x660e,
		0x6708, 0x6709, 0x6728, 0x672c, 0x6765, 0x6797, 0x6b63, 0x6c34, 0x706b, 0x7269,
		0x751f, 0x7528, 0x7530, 0x7537, 0x767d, 0x76ee, 0x76f8, 0x77e5, 0x77f3, 0x7acb,
		0x81ea, 0x884c, 0x897f, 0x898b, 0x8a00, 0x8eca, 0x91cc, 0x91d1, 0x9ad8, 0x9ed1,
	};
	unsigned n = (width + 1) / 2;

	for (unsigned i = 0; i < n; i++)
		ONE_OF(out, seed, codes);
	return n * 2;
}

static unsigned japanese(struct text *out, uint64_t *seed, unsigned width)
{
	static const uint16_t hiragana[] = {
		0x3042, 0x3044, 0x3046, 0x3048, 0x304a, 0x304b, 0x304d, 0x304f, 0x3051,
		0x3053, 0x3055, 0x3057, 0x3059, 0x305b, 0x305d, 0x305f, 0x3061, 0x3064,
		0x3066, 0x3068, 0x306a, 0x306b, 0x306e, 0x306f, 0x307e, 0x307f, 0x3082,
		0x3089, 0x308a, 0x308b, 0x308c, 0x3092, 0x3093,
	};
	unsigned n = (width + 1) / 2;
	unsigned kanji = pseudo_draw(seed, n < 3 ? n + 1 : 3);

	if (pseudo_draw(seed, 6) == 0) { /* a word of katakana, 96 code points above */
		for (unsigned i = 0; i < n; i++)
			add_code(out, hiragana[pseudo_draw(seed, sizeof(hiragana) /
									 sizeof(hiragana[0]))] +
					      0x60u);
		return n * 2;
	}
	(void)ideographs(out, seed, kanji * 2);
	for (unsigned i = kanji; i < n; i++)
		ONE_OF(out, seed, hiragana);
	return n * 2;
}

/* Unicode 15, 3.12: syllables are initial * 588 + vowel * 28 + final. */
static unsigned hangul(struct text *out, uint64_t *seed, unsigned width)
{
	unsigned n = (width + 1) / 2;

	for (unsigned i = 0; i < n; i++) {
		static const uint8_t finals[] = { 0, 0, 0, 1, 4, 8, 16, 17, 21 };
		static const uint8_t vowels[] = { 0, 4, 8, 13, 18, 20, 1, 5 };
		uint32_t code = 0xac00 + pseudo_draw(seed, 19) * 588;

		code += vowels[pseudo_draw(seed, sizeof(vowels))] * 28u;
		add_code(out, code + finals[pseudo_draw(seed, sizeof(finals))]);
	}
	return n * 2;
}

/* The letters of Arabic, with those that Persian and Urdu have besides. */
static unsigned arabic(struct text *out, enum pseudo_script script, uint64_t *seed, unsigned width)
{
	static const uint16_t letters[] = {
		0x627, 0x628, 0x62a, 0x62c, 0x62d, 0x62f, 0x631, 0x633, 0x634, 0x635, 0x637,
		0x639, 0x641, 0x642, 0x644, 0x645, 0x646, 0x648, 0x643, 0x64a, 0x647,
	};
	static const uint16_t persian[] = {
		0x627, 0x628, 0x62a, 0x62c, 0x62d, 0x62f, 0x631, 0x633, 0x634, 0x635, 0x637, 0x639,
		0x641, 0x642, 0x644, 0x645, 0x646, 0x648, 0x6a9, 0x6cc, 0x67e, 0x686, 0x698, 0x6af,
	};
	static const uint16_t urdu[] = {
		0x627, 0x628, 0x62a, 0x62c, 0x62d, 0x62f, 0x631, 0x633, 0x634, 0x635,
		0x637, 0x639, 0x641, 0x642, 0x644, 0x645, 0x646, 0x648, 0x6a9, 0x6cc,
		0x67e, 0x686, 0x6af, 0x679, 0x688, 0x691, 0x6ba, 0x6be, 0x6c1, 0x6d2,
	};

	for (unsigned i = 0; i < width; i++) {
		if (script == PSEUDO_ARABIC)
			ONE_OF(out, seed, letters);
		else if (script == PSEUDO_PERSIAN)
			ONE_OF(out, seed, persian);
		else
			ONE_OF(out, seed, urdu);
	}
	return width;
}

/* The five letters with a final form take it at the end of a word. */
static unsigned hebrew(struct text *out, uint64_t *seed, unsigned width)
{
	static const uint16_t letters[] = {
		0x5d0, 0x5d1, 0x5d2, 0x5d3, 0x5d4, 0x5d5, 0x5d6, 0x5d7, 0x5d8, 0x5d9, 0x5db,
		0x5dc, 0x5de, 0x5e0, 0x5e1, 0x5e2, 0x5e4, 0x5e6, 0x5e7, 0x5e8, 0x5e9, 0x5ea,
	};

	for (unsigned i = 0; i < width; i++) {
		uint32_t code = letters[pseudo_draw(seed, sizeof(letters) / sizeof(letters[0]))];
		bool has_final = code == 0x5db || code == 0x5de || code == 0x5e0 || code == 0x5e4 ||
				 code == 0x5e6;

		add_code(out, has_final && i + 1 == width && width > 1 ? code - 1 : code);
	}
	return width;
}

unsigned pseudo_word(struct text *out, enum pseudo_script script, uint64_t seed, unsigned width)
{
	seed |= 1; /* the generator stands still at 0 */
	(void)pseudo_draw(&seed, 2);
	switch (script) {
	case PSEUDO_CJK:
		return ideographs(out, &seed, width);
	case PSEUDO_JAPANESE:
		return japanese(out, &seed, width);
	case PSEUDO_HANGUL:
		return hangul(out, &seed, width);
	case PSEUDO_ARABIC:
	case PSEUDO_PERSIAN:
	case PSEUDO_URDU:
		return arabic(out, script, &seed, width);
	case PSEUDO_HEBREW:
		return hebrew(out, &seed, width);
	case PSEUDO_THAI:
	case PSEUDO_LAO:
	case PSEUDO_KHMER:
		return pseudo_vocabulary(out, script, &seed, width);
	default:
		return pseudo_syllables(out, script, &seed, width);
	}
}
