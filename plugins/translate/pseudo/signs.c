/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "pseudo.h"

struct sign {
	uint32_t from, to;
};

/* Where a sentence or a part of one ends: signs that stand before a blank or the end. */
static const struct sign chinese[] = {
	{ '.', 0x3002 }, { ',', 0xff0c }, { ';', 0xff1b }, { ':', 0xff1a },
	{ '?', 0xff1f }, { '!', 0xff01 }, { 0, 0 },
};
static const struct sign japanese[] = {
	{ '.', 0x3002 }, { ',', 0x3001 }, { ':', 0xff1a },
	{ '?', 0xff1f }, { '!', 0xff01 }, { 0, 0 },
};
static const struct sign arabic[] = {
	{ ',', 0x60c },
	{ ';', 0x61b },
	{ '?', 0x61f },
	{ 0, 0 },
};
static const struct sign urdu[] = {
	{ '.', 0x6d4 }, { ',', 0x60c }, { ';', 0x61b }, { '?', 0x61f }, { 0, 0 },
};
static const struct sign indic[] = { { '.', 0x964 }, { 0, 0 } };
static const struct sign khmer[] = { { '.', 0x17d4 }, { 0, 0 } };
/* Full width signs where the script has none of its own. */
static const struct sign plain[] = {
	{ 0x3002, '.' }, { 0x3001, ',' }, { 0xff0c, ',' }, { 0xff1b, ';' },
	{ 0xff1a, ':' }, { 0xff1f, '?' }, { 0xff01, '!' }, { 0, 0 },
};

static const struct sign *signs_of(enum pseudo_script script)
{
	switch (script) {
	case PSEUDO_CJK:
		return chinese;
	case PSEUDO_JAPANESE:
		return japanese;
	case PSEUDO_ARABIC:
	case PSEUDO_PERSIAN:
		return arabic;
	case PSEUDO_URDU:
		return urdu;
	case PSEUDO_DEVANAGARI:
	case PSEUDO_BENGALI:
		return indic;
	case PSEUDO_KHMER:
		return khmer;
	default:
		return plain;
	}
}

uint32_t pseudo_sign(enum pseudo_script script, uint32_t code)
{
	const struct sign *sign = signs_of(script);

	while (sign->from && sign->from != code)
		sign++;
	return sign->from ? sign->to : code;
}
