// SPDX-License-Identifier: AGPL-3.0-or-later
// A glossary: two columns of a CSV or TSV file, or lines written by hand.
import { h, replace } from './dom.js';
import { t } from './i18n.js';

// Rows of a table (RFC 4180); the separator is the first of tab, semicolon, comma that line 1 has.
export function readTable(text) {
	const first = text.split(/\r?\n/, 1)[0];
	const mark = ['\t', ';', ','].find((one) => first.includes(one)) ?? ',';
	const rows = [];
	let row = [];
	let cell = '';
	let quoted = false;
	for (let i = 0; i < text.length; i++) {
		const c = text[i];
		if (quoted) {
			if (c !== '"') cell += c;
			else if (text[i + 1] === '"') { cell += '"'; i++; } else quoted = false;
		} else if (c === '"' && !cell.trim()) { quoted = true; cell = ''; }
		else if (c === mark) { row.push(cell); cell = ''; }
		else if (c === '\n') { row.push(cell); rows.push(row); row = []; cell = ''; }
		else if (c !== '\r') cell += c;
	}
	if (cell || row.length) { row.push(cell); rows.push(row); }
	return rows.map((cells) => cells.map((one) => one.trim())).filter((cells) => cells.some(Boolean));
}

const headings = new Set(['source', 'src', 'term', 'source_term']);

// Terms, and the first line that is none (counted from 1, 0: all are).
export function readTerms(text) {
	const rows = readTable(text.replace(/^\uFEFF/, ''));
	const terms = [];
	let wrong = 0;
	rows.forEach((cells, i) => {
		if (i === 0 && headings.has(cells[0].toLowerCase())) return;
		const [source, target, tongue] = cells;
		if (!source || !target) wrong ||= i + 1;
		else terms.push(tongue ? { source, target, target_language: tongue } : { source, target });
	});
	return { terms, wrong };
}

export function glossaryField() {
	const text = h('textarea', { id: 'glossary', rows: 4, spellcheck: 'false', dir: 'auto', placeholder: t('glossary.example'), 'aria-describedby': 'glossary-state', oninput: () => say() });
	const state = h('p', { class: 'hint', id: 'glossary-state', role: 'status' });
	const file = h('input', { type: 'file', id: 'glossary-file', class: 'file-field', accept: '.csv,.tsv,.txt,text/csv,text/tab-separated-values', onchange: async () => {
		if (!file.files.length) return;
		text.value = await file.files[0].text();
		say();
	} });
	const box = h('details', { class: 'more', id: 'glossary-box' }, h('summary', null, t('glossary.title')),
		h('div', { class: 'field' }, h('label', { for: 'glossary' }, t('glossary.label')), text, state),
		h('div', { class: 'field' }, h('label', { for: 'glossary-file' }, t('glossary.file')), file));
	function say() {
		const { terms, wrong } = readTerms(text.value);
		text.setAttribute('aria-invalid', wrong > 0);
		state.classList.toggle('fault', wrong > 0);
		replace(state, wrong ? t('glossary.wrong', { line: wrong }) : terms.length ? t('glossary.terms', { n: terms.length }) : t('glossary.hint'));
		return !wrong && terms;
	}
	say();
	return {
		element: box,
		read() {
			const terms = say();
			if (!terms) {
				box.open = true;
				text.focus();
			}
			return terms;
		},
	};
}
