// SPDX-License-Identifier: AGPL-3.0-or-later
// What became of the text: numbers, what the translation's checks have to say, and each text that
// stayed as it was, with a link to its place.
import { h, replace } from './dom.js';
import { has, number, percent, t } from './i18n.js';

const most = 200; // lines of one list at first

function place(id, page, box) {
	if (!page) return null;
	const where = box ? `/${box.map((one) => Math.round(one * 10) / 10).join(',')}` : '';
	return h('a', { class: 'place', href: `#/jobs/${id}/page/${page}${where}` }, t('report.page', { page: number(page) }));
}

function line(id, { page, box, text, level }) {
	return h('li', { class: level }, place(id, page, box), h('span', { class: 'said', dir: 'auto' }, text));
}

function list(id, lines) {
	const element = h('ul', { class: 'lines' });
	const show = (n) => replace(element, lines.slice(0, n).map((one) => line(id, one)),
		lines.length > n && h('li', null, h('button', { type: 'button', class: 'quiet', onclick: () => show(n + most) }, t('report.more', { n: lines.length - n }))));
	show(most);
	return element;
}

function group(id, title, lines, open) {
	return lines.length > 0 && h('details', { class: 'group', open }, h('summary', null, title, ' ', h('span', { class: 'number' }, number(lines.length))), list(id, lines));
}

const word = (key, otherwise) => has(key) ? t(key) : otherwise;

function figures(ledger) {
	const { fates, glyphs } = ledger;
	const rows = ['translated', 'moved', 'kept', 'failed'].filter((fate) => fates[fate] || fate === 'translated');
	return h('dl', { class: 'figures' }, rows.map((fate) => h('div', { class: fate === 'failed' ? 'figure bad' : 'figure' },
		h('dt', null, word(`fate.${fate}`, fate)), h('dd', null, percent(glyphs ? fates[fate] * 100 / glyphs : 0), h('span', { class: 'small' }, ` ${t('report.signs', { n: fates[fate] })}`)))));
}

export function showReport(element, id, { notes = [], ledger = null }) {
	const told = notes.filter(({ level }) => level !== 'info' && level !== 'debug');
	const left = ledger?.not_translated ?? [];
	const failed = left.filter(({ fate }) => fate === 'failed');
	const rules = new Map();
	for (const one of left)
		if (one.fate !== 'failed') rules.set(one.rule, [...rules.get(one.rule) ?? [], { page: one.page, box: one.bbox, text: one.text }]);
	replace(element, h('h2', null, t('report')), ledger && figures(ledger),
		!told.length && !failed.length && h('p', { class: 'good', id: 'all-well' }, t('report.well')),
		group(id, t('report.warnings'), told, true),
		group(id, t('report.failed'), failed.map(({ page, bbox, text, rule }) => ({ page, box: bbox, text: `${text} (${word(`rule.${rule}`, rule)})`, level: 'error' })), true),
		[...rules].map(([rule, lines]) => group(id, t('report.kept', { why: word(`rule.${rule}`, rule) }), lines, false)),
		h('p', { class: 'hint' }, t('report.notes'), ' ', notes.filter(({ level }) => level === 'info').map(({ text }) => h('span', { class: 'info', lang: 'en', dir: 'auto' }, text, '. '))));
}
