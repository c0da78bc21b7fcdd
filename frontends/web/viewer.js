// SPDX-License-Identifier: AGPL-3.0-or-later
// Original and translation beside each other: two panes that scroll together.
import { h, icon } from './dom.js';
import { number, t } from './i18n.js';
import { Pane } from './pane.js';

const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

export class Viewer {
	constructor(id, signal) {
		this.panes = {
			source: new Pane(id, 'source', t('viewer.source'), signal),
			translated: new Pane(id, 'translated', t('viewer.translated'), signal),
		};
		this.zoom = zooms.indexOf(1);
		this.level = h('output', { id: 'zoom' });
		this.element = h('section', { class: 'viewer', id: 'viewer', hidden: true, 'aria-label': t('viewer') },
			h('div', { class: 'tools' },
				h('div', { class: 'tabs', role: 'group', 'aria-label': t('viewer.which') }, this.tab('source'), this.tab('translated')),
				h('span', { class: 'pane-title', 'aria-hidden': 'true' }, t('viewer.source')),
				h('div', { class: 'tools-end' }, h('span', { class: 'pane-title', 'aria-hidden': 'true' }, t('viewer.translated')),
					h('div', { class: 'zoom' }, this.step(-1, 'minus', t('viewer.smaller')), this.level, this.step(1, 'plus', t('viewer.larger'))))),
			h('div', { class: 'panes' }, this.panes.source.element, this.panes.translated.element));
		this.choose('translated');
		this.scale(0);
		this.together();
	}

	tab(which) {
		const button = h('button', { type: 'button', id: `tab-${which}`, onclick: () => this.choose(which) }, t(`viewer.${which}`));
		return button;
	}

	// On a narrow window one pane is seen.
	choose(which) {
		this.element.dataset.shown = which;
		for (const button of this.element.querySelectorAll('.tabs button')) button.setAttribute('aria-pressed', button.id === `tab-${which}`);
		this.follow(which === 'source' ? 'translated' : 'source');
	}

	step(by, name, label) {
		return h('button', { type: 'button', class: 'plain', 'aria-label': label, title: label, onclick: () => this.scale(by) }, icon(name));
	}

	scale(by) {
		this.zoom = Math.min(zooms.length - 1, Math.max(0, this.zoom + by));
		const value = zooms[this.zoom];
		this.level.value = number(value, { style: 'percent' });
		for (const pane of Object.values(this.panes)) pane.scale(value);
	}

	// The pane that the reader moves leads, the other one follows by page and part of the page.
	together() {
		for (const [which, pane] of Object.entries(this.panes)) {
			const lead = () => { this.leader = which; };
			for (const name of ['pointerdown', 'wheel', 'touchstart', 'keydown', 'focusin'])
				pane.element.addEventListener(name, lead, { passive: true });
			pane.element.addEventListener('scroll', () => {
				this.leader ??= which;
				if (this.leader === which) this.follow(which);
			}, { passive: true });
		}
	}

	follow(which) {
		const { source, translated } = this.panes;
		const [from, to] = which === 'source' ? [source, translated] : [translated, source];
		const at = from.position();
		if (at) to.go(at);
	}

	set(pages) {
		this.element.hidden = pages.length === 0;
		this.panes.source.set(pages, ({ source }) => source);
		this.panes.translated.set(pages, ({ translated }) => translated);
	}

	// box: "x0,y0,x1,y1" in points of the page, or nothing.
	place(page, box) {
		const corners = box?.split(',').map(Number);
		const good = corners?.length === 4 && corners.every(Number.isFinite);
		this.leader = 'source';
		for (const pane of Object.values(this.panes)) pane.show(Number(page), good ? corners : null);
		this.element.scrollIntoView({ block: 'start' });
	}

	leave() {
		for (const pane of Object.values(this.panes)) pane.leave();
	}
}
