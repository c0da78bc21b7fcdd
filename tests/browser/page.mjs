// SPDX-License-Identifier: AGPL-3.0-or-later
// page.mjs DOCTRANSLATE TOP NODE-MODULES FOLDER: the page in Chromium; prints TAP.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { finish, part } from './tap.mjs';
import { stopAll } from './service.mjs';
import { Browser } from './browser.mjs';
import { faults } from './faults.mjs';
import { looks } from './looks.mjs';
import { translation } from './translation.mjs';

const [program, top, modules, work] = process.argv.slice(2);
const { chromium } = createRequire(join(modules, 'page.js'))('playwright-core');
const browser = new Browser(await chromium.launch({
	executablePath: '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
}), process.env.DOCTRANSLATE_SCREENSHOTS);
const given = { program, top, work, browser };

await part('a translation', () => translation(given));
await part('what goes wrong', () => faults(given));
await part('looks', () => looks(given));
await browser.close();
await stopAll();
process.exit(finish() ? 0 : 1);
