// SPDX-License-Identifier: AGPL-3.0-or-later
// The view of a job: how far it is, its pages beside each other, what became of its text, its files.
import { announce, h, icon, replace } from './dom.js';
import { get, jobPath, send } from './api.js';
import { follow } from './events.js';
import { languageName, moment, t } from './i18n.js';
import { confirm, faultBox, tell } from './notice.js';
import { nameOf } from './names.js';
import { downloads } from './downloads.js';
import { Progress } from './progress.js';
import { showReport } from './report.js';
import { Viewer } from './viewer.js';

const over = new Set(['succeeded', 'failed', 'canceled']);
const pause = 1000; // between two looks at the pages of a job that runs

class View {
	constructor(main, id, page, box) {
		this.id = id;
		this.title = t('job.title');
		this.stop = new AbortController();
		this.asked = { page, box };
		this.state = h('span', { class: 'state', id: 'state', role: 'status' });
		this.name = h('h1', { dir: 'auto', id: 'name' }, t('job.title'));
		this.facts = h('p', { class: 'hint', id: 'facts' });
		this.cancel = h('button', { type: 'button', id: 'cancel', class: 'quiet', hidden: true, onclick: () => this.end().catch(tell) }, icon('stop'), t('job.cancel'));
		this.remove = h('button', { type: 'button', id: 'delete', class: 'quiet', hidden: true, onclick: () => this.forget().catch(tell) }, icon('trash'), t('job.delete'));
		this.link = h('p', { class: 'hint', id: 'link', role: 'status' });
		this.problem = h('div', { id: 'problem' });
		this.files = h('section', { class: 'card', id: 'downloads', 'aria-label': t('downloads'), hidden: true });
		this.report = h('section', { class: 'card', id: 'report', 'aria-label': t('report'), hidden: true });
		this.progress = new Progress();
		this.viewer = new Viewer(id, this.stop.signal);
		replace(main, h('div', { class: 'job' },
			h('header', { class: 'job-head' }, h('div', null, this.name, this.facts), h('div', { class: 'actions' }, this.state, this.cancel, this.remove)),
			this.problem, this.progress.element, this.link, this.files, this.viewer.element, this.report));
		this.run().catch((fault) => { if (!this.stop.signal.aborted) replace(this.problem, faultBox(fault)); });
	}

	async run() {
		const { signal } = this.stop;
		this.show(await get(jobPath(this.id), { signal }));
		this.tellName().catch(tell);
		await this.lookAtPages();
		if (this.isOver) {
			await this.finish();
			return;
		}
		await follow(this.id, {
			signal,
			onevent: (name, data) => this.event(name, data),
			onlink: (up) => replace(this.link, !up && t('job.link')),
		});
		if (signal.aborted) return;
		this.show(await get(jobPath(this.id), { signal }));
		await this.finish();
	}

	async tellName() {
		const one = await nameOf(this.id, this.stop.signal);
		if (!one) return;
		this.file = one.name;
		this.title = one.name;
		document.title = `${one.name} · DocTranslate`;
		replace(this.name, one.name);
		const pair = [one.lang_in, one.lang_out].filter(Boolean).map((code) => code === 'auto' ? t('new.auto') : languageName(code)).join(' → ');
		replace(this.facts, [pair, one.created_at && moment(one.created_at)].filter(Boolean).join(' · '));
		if (this.isOver) this.showFiles().catch(tell);
	}

	show(status) {
		const { state, error } = status;
		this.isOver = over.has(state);
		this.status = status;
		this.state.className = `state ${state}`;
		replace(this.state, t(`state.${state}`));
		this.cancel.hidden = this.isOver;
		this.remove.hidden = !this.isOver;
		this.progress.element.hidden = this.isOver;
		if (state === 'running') this.progress.begin();
		if (this.isOver) announce(t(`state.${state}`));
		if (error) replace(this.problem, faultBox(error));
	}

	event(name, data) {
		if (this.status.state === 'queued' && name.startsWith('progress')) this.show({ ...this.status, state: 'running' });
		this.progress.event(name, data);
		if (name.startsWith('progress')) this.lookSoon();
	}

	// One look at a time, and not more often than a reader can see.
	lookSoon() {
		if (this.looking) return;
		this.looking = setTimeout(() => {
			this.lookAtPages().catch((fault) => { if (fault.status !== 409 && fault.status !== 404) tell(fault); }).finally(() => { this.looking = 0; });
		}, pause);
	}

	async lookAtPages() {
		const { signal } = this.stop;
		let pages;
		try {
			({ pages } = await get(jobPath(this.id, '/pages'), { signal }));
		} catch (fault) {
			if (fault.status === 404 || fault.status === 409 || fault.status === 422 || fault.name === 'AbortError') return;
			throw fault;
		}
		if (signal.aborted) return;
		this.viewer.set(pages);
		this.progress.pages(pages);
		if (this.asked.page && pages.length) {
			this.viewer.place(this.asked.page, this.asked.box);
			this.asked = {};
		}
	}

	async finish() {
		await this.lookAtPages();
		await Promise.all([this.showFiles(), this.showReport()]);
	}

	async showFiles() {
		const { items } = await get(jobPath(this.id, '/manifest'), { signal: this.stop.signal });
		this.files.hidden = !items.length;
		replace(this.files, downloads(this.id, items, this.file));
	}

	async showReport() {
		let report;
		try {
			report = await get(jobPath(this.id, '/report'), { signal: this.stop.signal });
		} catch (fault) {
			if (fault.status === 404 || fault.status === 409) return;
			throw fault;
		}
		this.report.hidden = false;
		showReport(this.report, this.id, report);
	}

	async end() {
		this.cancel.disabled = true;
		try {
			await send(jobPath(this.id, '/cancel'), { method: 'POST' });
			replace(this.link, t('job.canceling'));
		} catch (fault) {
			this.cancel.disabled = false;
			throw fault;
		}
	}

	async forget() {
		if (!await confirm(t('job.delete.sure'), t('job.delete'))) return;
		await send(jobPath(this.id), { method: 'DELETE' });
		location.hash = '#/history';
	}

	place(page, box) {
		if (page) this.viewer.place(page, box);
	}

	leave() {
		clearTimeout(this.looking);
		this.stop.abort();
		this.viewer.leave();
	}
}

export function showJob(main, id, page, box) {
	return new View(main, id, page, box);
}
