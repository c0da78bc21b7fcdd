// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages of a browser that are watched: what is written to the console as an error, and which
// hosts are asked.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { is, ok } from './tap.mjs';

const patience = 60000; // of a busy machine

export class Browser {
	constructor(browser, pictures) {
		this.browser = browser;
		this.pictures = pictures;
		if (pictures) mkdirSync(pictures, { recursive: true });
	}

	// A page of a visitor of its own; options as those of playwright's contexts.
	async open(address, options = {}) {
		const context = await this.browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, ...options });
		const page = await context.newPage();
		page.setDefaultTimeout(patience);
		page.setDefaultNavigationTimeout(patience);
		page.errors = [];
		page.strangers = [];
		page.on('console', (message) => { if (message.type() === 'error') page.errors.push(message.text()); });
		page.on('pageerror', (fault) => page.errors.push(String(fault.stack ?? fault)));
		page.on('request', (request) => {
			const url = new URL(request.url());
			if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== new URL(address).origin) page.strangers.push(request.url());
		});
		await page.goto(address);
		await page.locator('html[data-ready]').waitFor({ state: 'attached' });
		return page;
	}

	async picture(page, name) {
		if (this.pictures) await page.screenshot({ path: join(this.pictures, `${name}.png`) });
	}

	async close() {
		await this.browser.close();
	}
}

// No error but those that answers of the service are (a browser logs each of 4xx), nobody else asked.
export async function leave(page, name, expected = /^$/) {
	const errors = page.errors.filter((text) => !expected.test(text));
	ok(`${name}: no error on the console`, errors.length === 0, ...errors);
	is(`${name}: no other host is asked`, page.strangers.join(' '), '');
	await page.context().close();
}
