/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The pair from English to Spanish was made for news and daily life: a file is a tool there,
 * an argument a quarrel, and what is called something bears it as a surname.  Here is the
 * sense that such words have in papers, manuals and reports.  A word is exchanged only when
 * the English one stands in the source.
 */
#include "config.h"

#include "cells.h"

#include "../markup.h"

#include <unicase.h>

enum gender {
	SAME,
	TO_MASCULINE,
	TO_FEMININE,
	NOUN_TO_FEMININE, /* only behind an article */
	STATEMENT	  /* only where nothing is asked */
};

static const struct sense {
	const char *english; /* how a word of the source starts */
	const char *wrong, *right;
	enum gender gender;
} senses[] = {
	{ "file", "lima", "archivo", TO_MASCULINE },
	{ "file", "limas", "archivos", TO_MASCULINE },
	{ "argument", "riña", "argumento", TO_MASCULINE },
	{ "argument", "riñas", "argumentos", TO_MASCULINE },
	{ "table", "mesa", "tabla", SAME },
	{ "table", "mesas", "tablas", SAME },
	{ "figure", "cifra", "figura", SAME },
	{ "figure", "cifras", "figuras", SAME },
	{ "paper", "papel", "artículo", SAME },
	{ "paper", "papeles", "artículos", SAME },
	{ "goal", "gol", "objetivo", SAME },
	{ "goal", "goles", "objetivos", SAME },
	{ "key", "tono", "clave", TO_FEMININE },
	{ "term", "plazo", "término", SAME },
	{ "term", "plazos", "términos", SAME },
	{ "body", "ente", "cuerpo", SAME },
	{ "performance", "actuación", "rendimiento", TO_MASCULINE },
	{ "performance", "actuaciones", "rendimientos", TO_MASCULINE },
	{ "work", "obra", "trabajo", TO_MASCULINE },
	{ "work", "obras", "trabajos", TO_MASCULINE },
	{ "work", "obran", "funcionan", SAME },
	{ "mean", "malo", "media", NOUN_TO_FEMININE },
	{ "mean", "malo", "medio", SAME },
	{ "when", "cuándo", "cuando", STATEMENT },
	{ "where", "dónde", "donde", STATEMENT },
	{ "must", "mosto", "debe", SAME },
	{ "shows", "espectáculos", "muestra", SAME },
	{ "record", "récord", "registro", SAME },
	{ "record", "récords", "registros", SAME },
	{ "height", "cota", "altura", SAME },
	{ "height", "cotas", "alturas", SAME },
	{ "constituent", "elector", "constituyente", SAME },
	{ "constituent", "electores", "constituyentes", SAME },
	{ "condition", "afección", "condición", SAME },
	{ "condition", "afecciones", "condiciones", SAME },
	{ "basin", "lavabo", "cuenca", TO_FEMININE },
	{ "become", "acaece", "se vuelve", SAME },
	{ "become", "acaecen", "se vuelven", SAME },
	{ "scale", "balanza", "escala", SAME },
	{ "scale", "balanzas", "escalas", SAME },
	{ "call", "apellida", "llama", SAME },
	{ "call", "apellidan", "llaman", SAME },
	{ "call", "apellidado", "llamado", SAME },
	{ "call", "apellidada", "llamada", SAME },
	{ "call", "apellidados", "llamados", SAME },
	{ "call", "apellidadas", "llamadas", SAME },
	{ "show", "asoma", "muestra", SAME },
	{ "show", "asoman", "muestran", SAME },
	{ "show", "asomamos", "mostramos", SAME },
	{ "show", "asomar", "mostrar", SAME },
	{ "show", "asomando", "mostrando", SAME },
	{ "show", "asomado", "mostrado", SAME },
	{ "show", "asomada", "mostrada", SAME },
	{ "show", "asomados", "mostrados", SAME },
	{ "show", "asomadas", "mostradas", SAME },
	{ "show", "asomó", "mostró", SAME },
	{ "show", "asomaron", "mostraron", SAME },
	{ "get", "coge", "obtiene", SAME },
	{ "get", "cogen", "obtienen", SAME },
	{ "get", "cogemos", "obtenemos", SAME },
	{ "get", "coger", "obtener", SAME },
	{ "get", "cogiendo", "obteniendo", SAME },
	{ "article", "prenda", "artículo", TO_MASCULINE },
	{ "article", "prendas", "artículos", TO_MASCULINE },
	{ "simulation", "simulacro", "simulación", TO_FEMININE },
	{ "simulation", "simulacros", "simulaciones", TO_FEMININE },
	{ "package", "envase", "paquete", SAME },
	{ "package", "envases", "paquetes", SAME },
	{ "oil", "óleo", "aceite", SAME },
	{ "oil", "óleos", "aceites", SAME },
	{ "slope", "ladera", "pendiente", SAME },
	{ "slope", "laderas", "pendientes", SAME },
	{ "position", "puesto", "posición", TO_FEMININE },
	{ "position", "puestos", "posiciones", TO_FEMININE },
	{ "bit", "pizca", "bit", TO_MASCULINE },
	{ "bit", "pizcas", "bits", TO_MASCULINE },
	{ "bit", "mordió", "bit", SAME },
	{ "hit", "golpe", "acierto", SAME },
	{ "hit", "golpes", "aciertos", SAME },
	{ "score", "marcador", "puntuación", TO_FEMININE },
	{ "score", "marcadores", "puntuaciones", TO_FEMININE },
	{ "save", "salvar", "guardar", SAME },
	{ "save", "salva", "guarda", SAME },
	{ "save", "salvado", "guardado", SAME },
	{ "save", "salvada", "guardada", SAME },
	{ "remov", "sacar", "eliminar", SAME },
	{ "remov", "saca", "elimina", SAME },
	{ "remov", "sacado", "eliminado", SAME },
	{ "run", "corrido", "ejecutado", SAME },
	{ "run", "corriendo", "ejecutando", SAME },
	{ "fit", "cabido", "ajustado", SAME },
	/* A manual speaks to one reader, and not as to a friend. */
	{ "you", "puedes", "puede", SAME },
	{ "you", "tienes", "tiene", SAME },
	{ "you", "quieres", "quiere", SAME },
	{ "you", "debes", "debe", SAME },
	{ "you", "necesitas", "necesita", SAME },
	{ "you", "utilizas", "utiliza", SAME },
	{ "you", "haces", "hace", SAME },
	{ "your", "vuestro", "su", SAME },
	{ "your", "vuestra", "su", SAME },
	{ "your", "vuestros", "sus", SAME },
	{ "your", "vuestras", "sus", SAME },
	{ "relat", "narrado", "relacionado", SAME },
	{ "relat", "narrada", "relacionada", SAME },
	{ "relat", "narrados", "relacionados", SAME },
	{ "relat", "narradas", "relacionadas", SAME },
};

/* Articles and pronouns before a noun, by its gender. */
static const struct {
	const char *masculine, *feminine;
} determiners[] = {
	{ "el", "la" },		  { "los", "las" },	      { "un", "una" },
	{ "unos", "unas" },	  { "este", "esta" },	      { "estos", "estas" },
	{ "ese", "esa" },	  { "esos", "esas" },	      { "aquel", "aquella" },
	{ "nuestro", "nuestra" }, { "nuestros", "nuestras" }, { "todo", "toda" },
	{ "todos", "todas" },	  { "otro", "otra" },	      { "otros", "otras" },
	{ "muchos", "muchas" },	  { "algunos", "algunas" },   { "del", "de la" },
	{ "al", "a la" },
};

struct span {
	size_t first, end;
};

static bool letter_at(const struct cells *cells, size_t i)
{
	return i < cells->n && cells_is_letter(cells->at[i].code);
}

static bool equals(const struct cells *cells, struct span word, const char *text)
{
	const char *end = text + strlen(text);
	size_t i = word.first;

	while (text < end && i < word.end)
		if (uc_tolower(cells->at[i++].code) != markup_decode(&text, end))
			return false;
	return text == end && i == word.end;
}

/* Puts text in the place of a word, with its capitals and its mark; the length changes by the
 * result. */
static ptrdiff_t replace(struct cells *cells, struct span word, const char *text)
{
	const char *end = text + strlen(text);
	struct cell like = cells->at[word.first];
	bool capital = uc_tolower(like.code) != like.code;
	size_t old = word.end - word.first, made = 0;

	while (text < end) {
		uint32_t code = markup_decode(&text, end);
		struct cell *cell;

		if (capital && !made)
			code = uc_toupper(code);
		if (made < old)
			cell = &cells->at[word.first + made];
		else
			cell = cells_insert(cells, word.first + made, code, like.mark);
		if (!cell)
			return 0;
		*cell = like;
		cell->code = code;
		cell->starts = !made && like.starts;
		made++;
	}
	if (made < old) {
		memmove(cells->at + word.first + made, cells->at + word.end,
			(cells->n - word.end) * sizeof(*cells->at));
		cells->n -= old - made;
	}
	return (ptrdiff_t)made - (ptrdiff_t)old;
}

/* The word before, with one blank between; empty when there is none. */
static struct span word_before(const struct cells *cells, size_t i)
{
	struct span word = { 0, 0 };

	if (i < 2 || cells->at[i - 1].code != ' ' || !letter_at(cells, i - 2))
		return word;
	word.end = i - 1;
	word.first = word.end;
	while (word.first && letter_at(cells, word.first - 1))
		word.first--;
	return word;
}

/* The article has to have the gender of the new noun. */
static ptrdiff_t mend_determiner(struct cells *cells, size_t noun, enum gender gender,
				 bool *changed)
{
	struct span word = word_before(cells, noun);

	if (word.first == word.end)
		return 0;
	*changed = true;
	/* "de la", "a la": with the masculine it becomes one word. */
	if (gender == TO_MASCULINE && equals(cells, word, "la")) {
		struct span last = word_before(cells, word.first);
		struct span both = { last.first, word.end };

		if (last.first != last.end && equals(cells, last, "de"))
			return replace(cells, both, "del");
		if (last.first != last.end && equals(cells, last, "a"))
			return replace(cells, both, "al");
	}
	for (size_t i = 0; i < sizeof(determiners) / sizeof(determiners[0]); i++) {
		const char *from =
			gender == TO_FEMININE ? determiners[i].masculine : determiners[i].feminine;
		const char *to =
			gender == TO_FEMININE ? determiners[i].feminine : determiners[i].masculine;

		if (equals(cells, word, from))
			return replace(cells, word, to);
	}
	*changed = false;
	return 0;
}

static bool source_has(const struct stream_source *source, const char *start)
{
	size_t n = strlen(start);
	const char *at = source->markup, *end = at + source->length;
	bool inside = false;

	for (; at + n <= end; at++) {
		bool letter = cells_is_letter((unsigned char)*at);
		size_t k = 0;

		while (!inside && k < n && (at[k] | 32) == start[k])
			k++;
		if (k == n)
			return true;
		inside = letter;
	}
	return false;
}

/* Does the sentence that goes on at i end with a question mark? */
static bool is_question(const struct cells *cells, size_t i)
{
	for (; i < cells->n; i++) {
		uint32_t code = cells->at[i].code;
		bool ends = code == '.' || code == '!' || code == '?';

		if (ends && (i + 1 == cells->n || !letter_at(cells, i + 1)))
			return code == '?';
	}
	return false;
}

/* Does the sense suit this word?  Leaves the article as the noun will want it. */
static bool suits(struct cells *cells, const struct stream_source *source,
		  const struct sense *sense, struct span *word)
{
	bool changed = false;
	ptrdiff_t moved;

	if (!equals(cells, *word, sense->wrong) || !source_has(source, sense->english))
		return false;
	if (sense->gender == SAME)
		return true;
	if (sense->gender == STATEMENT)
		return !is_question(cells, word->end);
	moved = mend_determiner(cells, word->first,
				sense->gender == TO_MASCULINE ? TO_MASCULINE : TO_FEMININE,
				&changed);
	word->first += (size_t)moved;
	word->end += (size_t)moved;
	return changed || sense->gender != NOUN_TO_FEMININE;
}

void cells_mend_senses(struct cells *cells, const struct stream_source *source)
{
	for (size_t i = 0; i < cells->n && !cells->failed; i++) {
		struct span word = { i, i };

		while (letter_at(cells, word.end))
			word.end++;
		if (word.end == i)
			continue;
		for (size_t k = 0; k < sizeof(senses) / sizeof(senses[0]); k++) {
			if (!suits(cells, source, &senses[k], &word))
				continue;
			word.end += (size_t)replace(cells, word, senses[k].right);
			break;
		}
		i = word.end - 1;
	}
}
