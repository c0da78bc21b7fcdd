// SPDX-License-Identifier: AGPL-3.0-or-later
// The view for new translations: documents, languages, translator, glossary, and their way up.
import { announce, h, icon, replace } from './dom.js';
import { bytes, percent, t } from './i18n.js';
import { choices, remember } from './choices.js';
import { faultBox, tell } from './notice.js';
import { upload } from './send.js';

const kept = []; // documents that are chosen, whatever happens to the view

function isPdf(file) {
	return file.type === 'application/pdf' || /\.pdf$/i.test(file.name);
}

class View {
	constructor(main) {
		this.title = t('nav.new');
		this.stop = new AbortController();
		this.sending = false;
		this.form = choices(this.stop.signal);
		this.list = h('ul', { class: 'files', id: 'files', 'aria-label': t('new.files') });
		this.field = h('input', { type: 'file', id: 'file', class: 'unseen', multiple: true, accept: 'application/pdf,.pdf', onchange: () => { this.add(this.field.files); this.field.value = ''; } });
		this.zone = h('label', { class: 'drop', for: 'file', id: 'drop' }, icon('upload'),
			h('span', { class: 'drop-title' }, t('new.drop')), h('span', { class: 'hint' }, t('new.choose')));
		this.go = h('button', { type: 'submit', class: 'main big', id: 'translate' }, t('new.go'));
		this.problem = h('div', { id: 'problem' });
		replace(main, h('form', { class: 'new', id: 'new', novalidate: true, onsubmit: (event) => { event.preventDefault(); this.submit().catch(tell); } },
			h('div', { class: 'intro' }, h('h1', null, t('new.title')), h('p', { class: 'lead' }, t('new.lead'))),
			h('section', { class: 'card documents', 'aria-label': t('new.files') }, this.field, this.zone, this.list),
			h('section', { class: 'card', 'aria-label': t('new.how') }, this.form.element, this.problem, h('div', { class: 'actions end' }, this.go))));
		this.draw();
		this.listen();
	}

	listen() {
		const { signal } = this.stop;
		let depth = 0;
		const hover = (on) => document.body.classList.toggle('dropping', on);
		const carries = (event) => event.dataTransfer?.types.includes('Files');
		addEventListener('dragenter', (event) => { if (carries(event)) { depth++; hover(true); } }, { signal });
		addEventListener('dragleave', (event) => { if (carries(event) && --depth <= 0) { depth = 0; hover(false); } }, { signal });
		addEventListener('dragover', (event) => { if (carries(event)) event.preventDefault(); }, { signal });
		addEventListener('drop', (event) => {
			if (!carries(event)) return;
			event.preventDefault();
			depth = 0;
			hover(false);
			this.add(event.dataTransfer.files);
		}, { signal });
		signal.addEventListener('abort', () => hover(false));
	}

	add(files) {
		if (this.sending) return;
		const wrong = [...files].filter((file) => !isPdf(file));
		for (const file of files)
			if (isPdf(file) && !kept.some(({ file: other }) => other.name === file.name && other.size === file.size && other.lastModified === file.lastModified)) kept.push({ file, share: null });
		replace(this.problem, wrong.length > 0 && faultBox({ code: 'no_pdf', message: wrong.map((file) => file.name).join(', ') }));
		this.draw();
		if (kept.length) announce(t('new.chosen', { n: kept.length }));
	}

	row(entry) {
		const { file, share } = entry;
		const state = share === null ? bytes(file.size) : share >= 1 ? t('new.sent') : percent(share * 100);
		return h('li', { class: 'file' }, icon('file'),
			h('span', { class: 'file-name', dir: 'auto' }, file.name),
			h('span', { class: 'file-state' }, state),
			!this.sending && h('button', { type: 'button', class: 'plain', 'aria-label': t('new.remove', { name: file.name }), onclick: () => { kept.splice(kept.indexOf(entry), 1); this.draw(); this.field.focus(); } }, icon('close')),
			share !== null && share < 1 && h('progress', { max: 1, value: share, 'aria-label': t('new.sending', { name: file.name }) }));
	}

	draw() {
		replace(this.list, kept.map((entry) => this.row(entry)));
		this.zone.classList.toggle('compact', kept.length > 0);
		this.go.disabled = this.sending;
		this.go.textContent = this.sending ? t('new.uploading') : kept.length > 1 ? t('new.go.many', { n: kept.length }) : t('new.go');
	}

	async submit() {
		replace(this.problem);
		if (!kept.length) {
			replace(this.problem, faultBox({ code: 'no_file', message: '' }));
			this.field.focus();
			return;
		}
		const request = this.form.read();
		if (!request) return;
		remember(request);
		this.sending = true;
		this.draw();
		const made = [];
		try {
			while (kept.length) {
				made.push(await this.one(kept[0], request));
				kept.shift();
				this.draw();
			}
		} catch (fault) {
			if (fault.name !== 'AbortError') replace(this.problem, faultBox(fault, made.length > 0 && h('a', { href: '#/history' }, t('nav.history'))));
		} finally {
			this.sending = false;
			for (const entry of kept) entry.share = null;
			if (!this.stop.signal.aborted) this.draw();
		}
		if (!kept.length && made.length && !this.stop.signal.aborted) location.hash = made.length === 1 ? `#/jobs/${made[0].job_id}` : '#/history';
	}

	one(entry, request) {
		entry.share = 0;
		this.draw();
		return upload(entry.file, request, (share) => { entry.share = share; this.draw(); }, this.stop.signal);
	}

	leave() {
		this.stop.abort();
	}
}

export function showNew(main) {
	return new View(main);
}
