// SPDX-License-Identifier: AGPL-3.0-or-later
// One column of pages.  A page's picture is fetched when it comes near, and let go of when many
// others have been seen since.
import { h } from './dom.js';
import { jobPath, send } from './api.js';
import { number, t } from './i18n.js';
import { tell } from './notice.js';

const mostPictures = 40;
const steps = [300, 500, 700, 900, 1200, 1600, 2000, 2400]; // widths, so that few are made

export class Pane {
	constructor(id, which, label, signal) {
		this.id = id;
		this.which = which;
		this.signal = signal;
		this.sheets = [];
		this.element = h('div', { class: 'pane', id: `pane-${which}`, tabindex: 0, role: 'region', 'aria-label': label });
		this.seen = new IntersectionObserver((entries) => {
			for (const { target, isIntersecting } of entries) {
				const sheet = this.sheets[target.dataset.page - 1];
				sheet.near = isIntersecting;
				if (isIntersecting) this.load(sheet);
			}
		}, { root: this.element, rootMargin: '100% 0px' });
	}

	make({ page, width, height }) {
		const label = t('viewer.page', { page: number(page) });
		const image = h('img', { alt: `${this.element.getAttribute('aria-label')}, ${label}`, hidden: true, draggable: 'false' });
		const wait = h('p', { class: 'wait' }, t('viewer.waiting'));
		const paper = h('div', { class: 'paper' }, image, wait);
		const element = h('figure', { class: 'sheet', 'data-page': page }, paper, h('figcaption', null, label));
		paper.style.aspectRatio = `${width} / ${height}`;
		this.seen.observe(element);
		return { element, paper, image, wait, page, width, height, ready: false, shown: 0, near: false };
	}

	set(pages, isReady) {
		if (this.sheets.length !== pages.length) {
			for (const sheet of this.sheets) this.drop(sheet);
			this.sheets = pages.map((page) => this.make(page));
			this.element.replaceChildren(...this.sheets.map(({ element }) => element));
		}
		pages.forEach((page, i) => {
			const sheet = this.sheets[i];
			const ready = isReady(page);
			if (ready === sheet.ready) return;
			sheet.ready = ready;
			sheet.element.classList.toggle('ready', ready);
			if (sheet.near) this.load(sheet);
		});
	}

	wanted() {
		const width = (this.element.clientWidth || 400) * (this.zoom ?? 1) * devicePixelRatio;
		return steps.find((step) => step >= width) ?? steps.at(-1);
	}

	async load(sheet) {
		const width = this.wanted();
		if (!sheet.ready || sheet.loading || sheet.shown >= width) return;
		sheet.loading = true;
		try {
			const path = jobPath(this.id, `/pages/${sheet.page}.png?of=${this.which}&width=${width}`);
			const blob = await (await send(path, { signal: this.signal, cache: 'default' })).blob();
			this.put(sheet, URL.createObjectURL(blob), width);
		} catch (fault) {
			if (fault.name === 'AbortError') return;
			// too many at once, or not painted yet: once more while it is near
			if (fault.status === 429 || fault.status === 503 || fault.status === 404 || fault.status === 409) setTimeout(() => { if (sheet.near && !this.signal.aborted) this.load(sheet); }, 1500);
			else tell(fault);
		} finally {
			sheet.loading = false;
		}
	}

	put(sheet, address, width) {
		if (sheet.address) URL.revokeObjectURL(sheet.address);
		sheet.address = address;
		sheet.shown = width;
		sheet.image.src = address;
		sheet.image.hidden = false;
		sheet.wait.hidden = true;
		sheet.when = performance.now();
		const far = this.sheets.filter((one) => one.address && !one.near).sort((a, b) => a.when - b.when);
		for (const one of far.slice(0, Math.max(0, far.length - mostPictures))) this.drop(one);
	}

	drop(sheet) {
		if (!sheet.address) return;
		URL.revokeObjectURL(sheet.address);
		sheet.image.removeAttribute('src');
		sheet.image.hidden = true;
		sheet.wait.hidden = false;
		sheet.address = null;
		sheet.shown = 0;
	}

	scale(zoom) {
		const at = this.position();
		this.zoom = zoom;
		this.element.style.setProperty('--zoom', zoom);
		for (const sheet of this.sheets) if (sheet.near) this.load(sheet);
		if (at) this.go(at);
	}

	top(sheet) {
		return sheet.element.offsetTop - this.element.offsetTop;
	}

	// Which page is at the upper edge, and how much of it is above; to the side as a share.
	position() {
		const { scrollTop, scrollLeft, scrollWidth, clientWidth } = this.element;
		const sheet = this.sheets.findLast((one) => this.top(one) <= scrollTop + 1) ?? this.sheets[0];
		if (!sheet || !sheet.element.offsetHeight) return null;
		return { page: sheet.page, share: (scrollTop - this.top(sheet)) / sheet.element.offsetHeight, side: scrollWidth > clientWidth ? scrollLeft / (scrollWidth - clientWidth) : 0 };
	}

	go({ page, share, side = 0 }) {
		const sheet = this.sheets[page - 1];
		if (!sheet || !sheet.element.offsetHeight) return;
		const top = this.top(sheet) + share * sheet.element.offsetHeight;
		if (Math.abs(this.element.scrollTop - top) > 1) this.element.scrollTop = top;
		const left = side * (this.element.scrollWidth - this.element.clientWidth);
		if (Math.abs(this.element.scrollLeft - left) > 1) this.element.scrollLeft = left;
	}

	// The page, and a mark around a box of it in points.
	show(page, box) {
		const sheet = this.sheets[page - 1];
		for (const one of this.element.querySelectorAll('.spot')) one.remove();
		if (!sheet) return;
		let share = 0;
		if (box) {
			const [x0, y0, x1, y1] = box;
			const spot = h('div', { class: 'spot' });
			spot.style.left = `${100 * x0 / sheet.width}%`;
			spot.style.top = `${100 * y0 / sheet.height}%`;
			spot.style.width = `${100 * (x1 - x0) / sheet.width}%`;
			spot.style.height = `${100 * (y1 - y0) / sheet.height}%`;
			sheet.paper.append(spot);
			share = Math.max(0, (y0 / sheet.height) * (sheet.paper.offsetHeight / sheet.element.offsetHeight) - 0.2);
		}
		this.go({ page, share });
	}

	leave() {
		this.seen.disconnect();
		for (const sheet of this.sheets) this.drop(sheet);
	}
}
