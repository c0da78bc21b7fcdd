// SPDX-License-Identifier: AGPL-3.0-or-later
// Programs that the page talks to: the service, and a translator that can be slow.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

const running = [];

// The first match of pattern in what a program says; it goes on running.
function start(program, options, environment, { stream, pattern, log }) {
	const child = spawn(program, options, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
	running.push(child);
	const file = createWriteStream(log);
	child.stdout.pipe(file, { end: false });
	child.stderr.pipe(file, { end: false });
	return new Promise((resolve, reject) => {
		let said = '';
		child[stream].on('data', (data) => {
			said += data;
			const found = pattern.exec(said);
			if (found) resolve({ child, found: found[1] });
			if (said.length > 1e6) said = said.slice(-1e5);
		});
		child.on('error', reject);
		child.on('exit', (code) => reject(new Error(`${program} has ended with ${code}: ${said.slice(-500)}`)));
	});
}

export async function startModel(top, work, name, ...options) {
	const { found } = await start('/usr/bin/python3', [join(top, 'tests/servers/model-server'), ...options], {},
		{ stream: 'stdout', pattern: /^(\d+)\n/, log: join(work, `${name}.log`) });
	return `http://127.0.0.1:${found}`;
}

// The address of a service with a folder of its own.
export async function startService(program, work, name, environment = {}) {
	const { child, found } = await start(program, ['serve', '--host', '127.0.0.1', '--port', '0', '--data-root', join(work, name)], environment,
		{ stream: 'stderr', pattern: /"service\.ready".*"port":(\d+)/, log: join(work, `${name}.log`) });
	return { address: `http://127.0.0.1:${found}`, stop: () => end(child) };
}

function end(child) {
	if (child.exitCode !== null || child.signalCode) return null;
	return new Promise((resolve) => {
		child.on('exit', resolve);
		child.kill('SIGTERM');
	});
}

export async function stopAll() {
	await Promise.all(running.map(end));
}
