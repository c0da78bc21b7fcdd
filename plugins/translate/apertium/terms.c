/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "terms.h"

#include "../markup.h"
#include "cells.h"

#include <stdint.h>
#include <stdio.h>
#include <unicase.h>

enum { SPANISH, CATALAN, GALICIAN, N_TARGETS };

struct term {
	const char *english; /* small letters */
	const char *target[N_TARGETS];
};

struct terms {
	const char *source, *target;
	int column;
};

static const struct terms known[] = { { "eng", "spa", SPANISH },
				      { "eng", "cat", CATALAN },
				      { "eng", "glg", GALICIAN } };

/* Before a number: "Figure 3".  One word each; none that is an English word, too. */
static const struct term parts[] = {
	{ "figure", { "Figura", "Figura", "Figura" } },
	{ "figures", { "Figuras", "Figures", "Figuras" } },
	{ "fig.", { "Figura", "Figura", "Figura" } },
	{ "figs.", { "Figuras", "Figures", "Figuras" } },
	{ "table", { "Tabla", "Taula", "Táboa" } },
	{ "tables", { "Tablas", "Taules", "Táboas" } },
	{ "section", { "Sección", "Secció", "Sección" } },
	{ "sections", { "Secciones", "Seccions", "Seccións" } },
	{ "sec.", { "Sección", "Secció", "Sección" } },
	{ "equation", { "Ecuación", "Equació", "Ecuación" } },
	{ "equations", { "Ecuaciones", "Equacions", "Ecuacións" } },
	{ "eq.", { "Ecuación", "Equació", "Ecuación" } },
	{ "eqs.", { "Ecuaciones", "Equacions", "Ecuacións" } },
	{ "chapter", { "Capítulo", "Capítol", "Capítulo" } },
	{ "chapters", { "Capítulos", "Capítols", "Capítulos" } },
	{ "appendix", { "Apéndice", "Apèndix", "Apéndice" } },
	{ "theorem", { "Teorema", "Teorema", "Teorema" } },
	{ "lemma", { "Lema", "Lema", "Lema" } },
	{ "corollary", { "Corolario", "Corol·lari", "Corolario" } },
	{ "proposition", { "Proposición", "Proposició", "Proposición" } },
	{ "definition", { "Definición", "Definició", "Definición" } },
	{ "algorithm", { "Algoritmo", "Algorisme", "Algoritmo" } },
	{ "listing", { "Listado", "Llistat", "Listado" } },
	{ "footnote", { "Nota", "Nota", "Nota" } },
};

static const struct term headings[] = {
	{ "abstract", { "Resumen", "Resum", "Resumo" } },
	{ "acknowledgement", { "Agradecimiento", "Agraïment", "Agradecemento" } },
	{ "acknowledgements", { "Agradecimientos", "Agraïments", "Agradecementos" } },
	{ "acknowledgment", { "Agradecimiento", "Agraïment", "Agradecemento" } },
	{ "acknowledgments", { "Agradecimientos", "Agraïments", "Agradecementos" } },
	{ "appendices", { "Apéndices", "Apèndixs", "Apéndices" } },
	{ "appendix", { "Apéndice", "Apèndix", "Apéndice" } },
	{ "background", { "Antecedentes", "Antecedents", "Antecedentes" } },
	{ "bibliography", { "Bibliografía", "Bibliografia", "Bibliografía" } },
	{ "conclusion", { "Conclusión", "Conclusió", "Conclusión" } },
	{ "conclusions", { "Conclusiones", "Conclusions", "Conclusións" } },
	{ "contents", { "Índice", "Índex", "Índice" } },
	{ "discussion", { "Discusión", "Discussió", "Discusión" } },
	{ "evaluation", { "Evaluación", "Avaluació", "Avaliación" } },
	{ "experimental setup",
	  { "Configuración experimental", "Configuració experimental",
	    "Configuración experimental" } },
	{ "experiments", { "Experimentos", "Experiments", "Experimentos" } },
	{ "future work", { "Trabajo futuro", "Treball futur", "Traballo futuro" } },
	{ "glossary", { "Glosario", "Glossari", "Glosario" } },
	{ "index", { "Índice alfabético", "Índex alfabètic", "Índice alfabético" } },
	{ "introduction", { "Introducción", "Introducció", "Introdución" } },
	{ "keywords", { "Palabras clave", "Paraules clau", "Palabras clave" } },
	{ "list of figures", { "Índice de figuras", "Índex de figures", "Índice de figuras" } },
	{ "list of tables", { "Índice de tablas", "Índex de taules", "Índice de táboas" } },
	{ "materials and methods",
	  { "Materiales y métodos", "Materials i mètodes", "Materiais e métodos" } },
	{ "methods", { "Métodos", "Mètodes", "Métodos" } },
	{ "preface", { "Prefacio", "Prefaci", "Prefacio" } },
	{ "preliminaries", { "Preliminares", "Preliminars", "Preliminares" } },
	{ "proof", { "Demostración", "Demostració", "Demostración" } },
	{ "references", { "Referencias", "Referències", "Referencias" } },
	{ "related work",
	  { "Trabajos relacionados", "Treballs relacionats", "Traballos relacionados" } },
	{ "results", { "Resultados", "Resultats", "Resultados" } },
	{ "summary", { "Resumen", "Resum", "Resumo" } },
	{ "table of contents", { "Índice", "Índex", "Índice" } },
};

const struct terms *terms_of(const char *source, const char *target)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].source, source) && !strcmp(known[i].target, target))
			return &known[i];
	return NULL;
}

static bool is_letter(char c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c & 0x80);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Does the text at at start with the term, whatever the case? */
static bool matches(const char *at, const char *term)
{
	for (; *term; at++, term++)
		if ((*at >= 'A' && *at <= 'Z' ? *at | 32 : *at) != *term)
			return false;
	return true;
}

/* The term with the capitals of what it stands for: "FIGURE", "Figure", "figure". */
static void add_term(struct text *out, const char *term, const char *at, size_t n)
{
	const char *end = term + strlen(term);
	bool first = *at >= 'A' && *at <= 'Z', all = first;

	for (size_t i = 0; i < n; i++)
		all &= !(at[i] >= 'a' && at[i] <= 'z');
	for (bool start = true; term < end; start = false) {
		uint32_t code = markup_decode(&term, end);
		char bytes[4];

		if (all)
			code = uc_toupper(code);
		else if (start && !first)
			code = uc_tolower(code);
		text_add(out, bytes, markup_encode(bytes, code));
	}
}

/* ---- headings -------------------------------------------------------------- */

/* "4", "4.1", "IV.", "A.": what numbers a heading, and the blanks behind it. */
static const char *skip_number(const char *at)
{
	size_t n = strcspn(at, " \t");
	size_t roman = strspn(at, "IVXLC");

	if (!n || !at[n])
		return at;
	if (!(is_digit(at[0]) && strspn(at, "0123456789.") == n) &&
	    !(at[n - 1] == '.' && (roman == n - 1 || (n == 2 && at[0] >= 'A' && at[0] <= 'Z'))))
		return at;
	return at + n + strspn(at + n, " \t");
}

bool terms_heading(const struct terms *terms, struct text *out, const char *markup)
{
	const char *at;
	size_t n;

	if (!terms || strchr(markup, '<'))
		return false;
	at = skip_number(markup);
	if (*at < 'A' || *at > 'Z')
		return false;
	n = strcspn(at, ".:");
	if (at[n] && at[n + 1])
		return false;
	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++) {
		if (strlen(headings[i].english) != n || !matches(at, headings[i].english))
			continue;
		text_add(out, markup, (size_t)(at - markup));
		add_term(out, headings[i].target[terms->column], at, n);
		text_add_string(out, at + n);
		return true;
	}
	return false;
}

/* ---- parts of a document --------------------------------------------------- */

/* A number, a letter that stands for one, or a mark with one in it: what makes a word the name
 * of a part. */
static bool number_follows(const char *at)
{
	if (strspn(at, " ") > 1 || (*at != ' ' && strncmp(at, "\xc2\xa0", 2) != 0))
		return false;
	at += *at == ' ' ? 1 : 2;
	if (!strncmp(at, "<g id='", 7))
		at += strcspn(at, ">") + 1;
	if (*at == '(')
		at++;
	if (!strncmp(at, "<x ", 3) || is_digit(*at))
		return true;
	if (strspn(at, "IVX") && !is_letter(at[strspn(at, "IVX")]))
		return true;
	return *at >= 'A' && *at <= 'Z' && !is_letter(at[1]) && at[1] != '\'';
}

static const struct term *part_at(const char *at, size_t *n)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		*n = strlen(parts[i].english);
		if (matches(at, parts[i].english) && number_follows(at + *n))
			return &parts[i];
	}
	return NULL;
}

/* Capitals that are words, or names that dictionaries have. */
static bool is_known_capitals(const char *at, size_t n)
{
	static const char *const words[] = {
		"ALL",	"AND",	 "ANY",	   "ARE",  "AT",   "BE",   "BUT", "BY", "CAN",	"DNA",
		"DO",	"EU",	 "FOR",	   "HAS",  "IF",   "IN",   "IS",  "IT", "MAY",	"MUST",
		"NATO", "NEVER", "NO",	   "NOT",  "NOTE", "OF",   "OK",  "ON", "ONLY", "OR",
		"RNA",	"SHALL", "SHOULD", "THAT", "THE",  "THIS", "TO",  "TV", "UK",	"UN",
		"US",	"USA",	 "WAS",	   "WILL", "WITH", "YES",  "YOU",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == n && !memcmp(words[i], at, n))
			return true;
	return false;
}

/* An acronym among small letters ("FUSE"): its length, or 0. */
static size_t acronym_at(const char *at)
{
	size_t n = 0;

	while (at[n] >= 'A' && at[n] <= 'Z')
		n++;
	if (n < 2 || n > 12 || is_letter(at[n]) || is_digit(at[n]) || is_known_capitals(at, n))
		return 0;
	return n;
}

/* "low-resolution images": with the hyphen its parts would end up in two places. */
static size_t adjective_at(const char *at)
{
	static const char *const words[] = { "low",  "high", "large",  "small", "long", "short",
					     "full", "open", "single", "deep",	"fast", "slow",
					     "wide", "new",  "hard",   "soft" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i]);

		if (matches(at, words[i]) && at[n] == '-' && at[n + 1] >= 'a' && at[n + 1] <= 'z')
			return n;
	}
	return 0;
}

static void add_stand_in(struct text *out, char c)
{
	char bytes[4];

	text_add(out, bytes, markup_encode(bytes, CELLS_STAND_IN + (uint32_t)c));
}

/* "A. Smith", "Series A", "A 100": a letter that is no article and no pronoun. */
static bool is_label(const char *markup, const char *at)
{
	bool within = at - markup >= 2 && at[-1] == ' ' &&
		      (is_letter(at[-2]) || is_digit(at[-2]) || at[-2] == ',');

	if ((*at != 'A' && *at != 'I') || is_letter(at[1]) || at[1] == '\'' || at[1] == '-')
		return false;
	if (at[1] == '.' && at[2] == ' ' && at[3] >= 'A' && at[3] <= 'Z')
		return true;
	return *at == 'A' && (within || (at[1] == ' ' && is_digit(at[2])));
}

static bool has_small_letters(const char *markup)
{
	for (bool inside = false; *markup; markup++) {
		inside = *markup == '<' || (inside && *markup != '>');
		if (!inside && *markup >= 'a' && *markup <= 'z')
			return true;
	}
	return false;
}

/* A word that is the name of a part, with the "A" of "Appendix A", which is no article. */
static size_t add_part(const struct terms *terms, struct text *out, const char *at)
{
	size_t n;
	const struct term *term = part_at(at, &n);

	if (!term)
		return 0;
	add_term(out, term->target[terms->column], at, n);
	if (at[n] != ' ' || (at[n + 1] != 'A' && at[n + 1] != 'I') || is_letter(at[n + 2]))
		return n;
	text_add_char(out, ' ');
	add_stand_in(out, at[n + 1]);
	return n + 2;
}

/* What begins a word and Apertium would take for another, written so that it does not: its bytes;
 * 0: there is none, nothing is written. */
static size_t add_word(const struct terms *terms, struct text *out, const char *markup,
		       const char *at, bool mixed)
{
	size_t n = add_part(terms, out, at);

	if (n)
		return n;
	if (is_label(markup, at)) {
		add_stand_in(out, *at);
		return 1;
	}
	n = mixed ? acronym_at(at) : 0;
	if (n) {
		text_add(out, at, n);
		text_add_string(out, CELLS_UNKNOWN);
		return n;
	}
	n = adjective_at(at);
	if (n) {
		text_add(out, at, n);
		text_add_char(out, ' ');
		return n + 1;
	}
	return 0;
}

/* The bytes of a mark, or of a word's letters. */
static size_t token_length(const char *at)
{
	size_t n = 1;

	if (*at == '<')
		return strcspn(at, ">");
	while (at[n] && at[n] != '<' && is_letter(at[n]) && is_letter(at[n - 1]))
		n++;
	return n;
}

void terms_apply(const struct terms *terms, struct text *out, const char *markup)
{
	const char *at = markup;
	bool mixed = has_small_letters(markup);

	if (!terms) {
		text_add_string(out, markup);
		return;
	}
	/* "where x is the mean" goes on from a formula: no question. */
	if (!strncmp(at, "where ", 6) && terms->column != CATALAN) {
		text_add_string(out, terms->column == SPANISH ? "donde" : "onde");
		at += 5;
	}
	while (*at) {
		bool begins = at == markup || !is_letter(at[-1]);
		size_t n = *at != '<' && begins ? add_word(terms, out, markup, at, mixed) : 0;

		if (!n && !strncmp(at, "The Sun ", 8)) {
			/* else it is taken for a newspaper */
			text_add_string(out, "the");
			n = 3;
		}
		if (!n) {
			n = token_length(at);
			text_add(out, at, n);
		}
		at += n;
	}
}
