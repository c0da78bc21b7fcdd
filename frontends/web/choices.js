// SPDX-License-Identifier: AGPL-3.0-or-later
// How documents are to be translated: the fields of the form, and the request they make.
import { get } from './api.js';
import { h, icon, replace } from './dom.js';
import { glossaryField } from './glossary.js';
import { languageName, sortByName, t } from './i18n.js';
import { tell } from './notice.js';

const place = 'doctranslate.choices';

function last() {
	try {
		return JSON.parse(localStorage.getItem(place)) ?? {};
	} catch {
		return {};
	}
}

// Of the next visit; texts of a document's own (glossary, pages, password) are not kept.
export function remember(request) {
	const { lang_in: from, lang_out: to, translator, options } = request;
	localStorage.setItem(place, JSON.stringify({ from, to, translator: translator.name, form: options.no_dual ? 'mono' : options.dual }));
}

function labelled(id, text, field, hint) {
	return h('div', { class: 'field' }, h('label', { for: id }, text), field, hint);
}

class Choices {
	constructor(signal) {
		this.signal = signal;
		this.had = last();
		this.from = h('select', { id: 'from', onchange: () => this.loadTranslators().catch(tell) });
		this.to = h('select', { id: 'to', onchange: () => this.loadTranslators().catch(tell) });
		this.swap = h('button', { type: 'button', class: 'plain swap', id: 'swap', 'aria-label': t('new.swap'), title: t('new.swap'), onclick: () => this.turn() }, icon('swap'));
		this.translator = h('select', { id: 'translator', 'aria-describedby': 'translator-about', onchange: () => this.about() });
		this.summary = h('p', { class: 'hint', id: 'translator-about' });
		this.model = h('input', { id: 'model', autocomplete: 'off', spellcheck: 'false', placeholder: t('new.preset') });
		this.pages = h('input', { id: 'pages', inputmode: 'text', autocomplete: 'off', placeholder: t('new.pages.all'), dir: 'ltr' });
		this.instructions = h('textarea', { id: 'instructions', rows: 3, dir: 'auto' });
		this.password = h('input', { id: 'password', type: 'password', autocomplete: 'off' });
		this.form = h('select', { id: 'form' }, ['side-by-side', 'alternating', 'mono'].map((value) => h('option', { value, selected: value === this.had.form }, t(`form.${value}`))));
		this.glossary = glossaryField();
		this.element = this.layOut();
		this.load().catch((fault) => { if (!signal.aborted) tell(fault); });
	}

	layOut() {
		return h('div', { class: 'choices' },
			h('div', { class: 'pair' }, labelled('from', t('new.from'), this.from), this.swap, labelled('to', t('new.to'), this.to)),
			labelled('translator', t('new.translator'), this.translator, this.summary),
			this.glossary.element,
			h('details', { class: 'more', id: 'more' }, h('summary', null, t('new.more')),
				h('div', { class: 'grid' },
					labelled('form', t('new.form'), this.form),
					labelled('pages', t('new.pages'), this.pages, h('p', { class: 'hint' }, t('new.pages.hint'))),
					labelled('model', t('new.model'), this.model, h('p', { class: 'hint' }, t('new.model.hint'))),
					labelled('password', t('new.password'), this.password)),
				labelled('instructions', t('new.instructions'), this.instructions, h('p', { class: 'hint' }, t('new.instructions.hint')))));
	}

	async load() {
		const { languages } = await get('v1/languages', { signal: this.signal });
		const named = sortByName(languages.map(({ code }) => ({ code, name: languageName(code) })).filter(({ code, name }) => name !== code), ({ name }) => name);
		const options = (chosen) => named.map(({ code, name }) => h('option', { value: code, selected: code === chosen }, name));
		const ours = document.documentElement.lang;
		const from = this.had.from ?? (ours === 'en' ? 'auto' : 'en');
		replace(this.from, h('option', { value: 'auto', selected: from === 'auto' }, t('new.auto')), options(from));
		replace(this.to, options(this.had.to ?? (ours === 'en' ? 'es' : ours)));
		await this.loadTranslators();
	}

	// A later answer counts, whichever comes first.
	async loadTranslators() {
		this.swap.disabled = this.from.value === 'auto'; // what would be the target?
		if (!this.translators) replace(this.summary, t('new.loading'));
		const pair = `source_lang=${encodeURIComponent(this.from.value)}&target_lang=${encodeURIComponent(this.to.value)}`;
		this.asked = pair;
		const { translators } = await get(`v1/translators?${pair}`, { signal: this.signal });
		if (this.asked !== pair) return;
		const before = this.translator.value || this.had.translator;
		const chosen = translators.find(({ name, usable }) => usable && name === before) ?? translators.find(({ usable, default: first }) => usable && first) ?? translators.find(({ usable }) => usable);
		this.translators = translators;
		const option = (one) => h('option', { value: one.name, disabled: !one.usable, selected: one === chosen, title: one.reason }, one.name);
		replace(this.translator, translators.filter(({ usable }) => usable).map(option),
			translators.some(({ usable }) => !usable) && h('optgroup', { label: t('new.unusable') }, translators.filter(({ usable }) => !usable).map(option)));
		this.about();
	}

	about() {
		const one = this.translators?.find(({ name }) => name === this.translator.value);
		replace(this.summary, one ? h('span', { lang: 'en', dir: 'auto' }, one.summary) : t('new.none'),
			one && h('span', { class: 'tags' }, h('span', { class: 'tag' }, t(one.network ? 'new.network' : 'new.offline')), one.costs && h('span', { class: 'tag' }, t('new.costs'))));
	}

	turn() {
		[this.from.value, this.to.value] = [this.to.value, this.from.value];
		this.loadTranslators().catch(tell);
	}

	// The TranslationRequest; null: a field is wrong, and says so.
	read() {
		const terms = this.glossary.read();
		if (!terms) return null;
		const translator = {};
		const options = {};
		if (this.translator.value) translator.name = this.translator.value;
		if (this.model.value.trim()) translator.settings = { model: this.model.value.trim() };
		if (this.form.value === 'mono') options.no_dual = true;
		else options.dual = this.form.value;
		if (this.pages.value.trim()) options.pages = this.pages.value.trim();
		if (this.instructions.value.trim()) options.instructions = this.instructions.value.trim();
		if (this.password.value) options.password = this.password.value;
		if (terms.length) options.glossary = { inline_entries: terms };
		return { schema_version: '1', input_pdf: '', lang_in: this.from.value, lang_out: this.to.value, translator, options };
	}
}

export function choices(signal) {
	return new Choices(signal);
}
