// SPDX-License-Identifier: AGPL-3.0-or-later
// The jobs of this token, newest first.
import { announce, h, icon, replace } from './dom.js';
import { get, jobPath, send } from './api.js';
import { languageName, moment, t } from './i18n.js';
import { know } from './names.js';
import { confirm, tell } from './notice.js';

const over = new Set(['succeeded', 'failed', 'canceled']);

class View {
	constructor(main) {
		this.title = t('nav.history');
		this.stop = new AbortController();
		this.list = h('ul', { class: 'jobs', id: 'jobs', 'aria-label': t('nav.history') });
		this.more = h('button', { type: 'button', class: 'quiet', id: 'more-jobs', hidden: true, onclick: () => this.load().catch(tell) }, t('history.more'));
		this.empty = h('p', { class: 'empty', hidden: true }, t('history.empty'), ' ', h('a', { href: '#/' }, t('nav.new')));
		replace(main, h('div', { class: 'history' }, h('h1', null, t('nav.history')), this.empty, this.list, h('div', { class: 'actions' }, this.more)));
		this.load().catch((fault) => { if (!this.stop.signal.aborted) tell(fault); });
	}

	async load() {
		const cursor = this.next ? `&cursor=${encodeURIComponent(this.next)}` : '';
		const { items, next_cursor: next } = await get(`v1/jobs?kind=translation&limit=30${cursor}`, { signal: this.stop.signal });
		know(items);
		this.next = next;
		this.more.hidden = !next;
		this.list.append(...items.map((item) => this.row(item)));
		this.empty.hidden = this.list.children.length > 0;
	}

	row(item) {
		const pair = [item.lang_in, item.lang_out].filter(Boolean).map((code) => code === 'auto' ? t('new.auto') : languageName(code)).join(' → ');
		const element = h('li', { class: 'job-row', 'data-job': item.job_id },
			icon('file'),
			h('div', { class: 'job-what' }, h('a', { href: `#/jobs/${item.job_id}`, dir: 'auto' }, item.name ?? t('job.title')), h('span', { class: 'hint' }, [pair, moment(item.created_at)].filter(Boolean).join(' · '))),
			h('span', { class: `state ${item.state}` }, t(`state.${item.state}`)),
			h('button', { type: 'button', class: 'plain', 'aria-label': t('history.delete', { name: item.name ?? '' }), hidden: !over.has(item.state), onclick: () => this.remove(item, element).catch(tell) }, icon('trash')));
		return element;
	}

	async remove(item, element) {
		if (!await confirm(t('job.delete.sure'), t('job.delete'))) return;
		await send(jobPath(item.job_id), { method: 'DELETE' });
		element.remove();
		announce(t('history.deleted'));
		this.empty.hidden = this.list.children.length > 0;
	}

	leave() {
		this.stop.abort();
	}
}

export function showHistory(main) {
	return new View(main);
}
