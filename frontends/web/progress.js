// SPDX-License-Identifier: AGPL-3.0-or-later
// How far a job is: a bar, the step that runs, and a mark for each page.
import { announce, h, replace } from './dom.js';
import { has, percent, t } from './i18n.js';

const mostMarks = 400; // more are too small to be seen: the number says it

export class Progress {
	constructor() {
		this.bar = h('progress', { id: 'bar', max: 100, 'aria-label': t('progress') });
		this.text = h('p', { id: 'progress-text', class: 'hint' }, t('progress.waiting'));
		this.count = h('p', { id: 'pages-done', class: 'hint' });
		this.marks = h('ol', { class: 'marks', 'aria-hidden': 'true' });
		this.element = h('section', { class: 'card progress', 'aria-label': t('progress') },
			h('div', { class: 'progress-head' }, this.text, this.count), this.bar, this.marks);
		this.heard = -1;
	}

	begin() {
		if (!this.begun) replace(this.text, t('progress.begun'));
	}

	event(name, { stage, overall_progress: share }) {
		if (share === undefined) return;
		this.begun = true;
		this.bar.value = share;
		const key = `stage.${stage}`;
		replace(this.text, `${percent(share)} · ${has(key) ? t(key) : stage}`);
		// those who hear the page are told each quarter
		const quarter = Math.floor(share / 25);
		if (quarter > this.heard) {
			this.heard = quarter;
			announce(`${t('progress')}: ${percent(share)}`);
		}
	}

	pages(pages) {
		const done = pages.filter(({ translated }) => translated).length;
		replace(this.count, pages.length > 0 && t('progress.pages', { n: pages.length, done }));
		if (pages.length > mostMarks) return;
		replace(this.marks, pages.map(({ translated }) => h('li', { class: translated ? 'done' : null })));
	}
}
