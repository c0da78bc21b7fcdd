// SPDX-License-Identifier: AGPL-3.0-or-later
// Server-sent events by fetch, which can send a token; it comes again where it was when the
// connection breaks or falls silent.
import { jobPath, send } from './api.js';

const silence = 60000; // the service's heartbeats are more frequent

export class EventReader {
	constructor(emit) {
		this.emit = emit;
		this.rest = '';
		this.clear();
		this.id = '';
	}

	clear() {
		this.name = '';
		this.data = [];
	}

	line(line) {
		if (!line) {
			if (this.data.length) this.emit({ name: this.name || 'message', data: this.data.join('\n'), id: this.id });
			this.clear();
			return;
		}
		const colon = line.indexOf(':');
		const field = colon < 0 ? line : line.slice(0, colon);
		const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
		if (field === 'event') this.name = value;
		else if (field === 'data') this.data.push(value);
		else if (field === 'id') this.id = value;
	}

	// A "\r" at the very end may have its "\n" in the next piece.
	push(text) {
		const whole = this.rest + text;
		const lines = whole.split(/\r\n|\n|\r(?!$)/);
		this.rest = lines.pop();
		for (const line of lines) this.line(line);
	}
}

const wait = (time, signal) => new Promise((resolve) => {
	const timer = setTimeout(resolve, time);
	signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});

async function read(body, reader, beat) {
	const decoder = new TextDecoder();
	const source = body.getReader();
	for (;;) {
		const { done, value } = await source.read();
		if (done) return;
		beat();
		reader.push(decoder.decode(value, { stream: true }));
	}
}

const lasts = new Set(['job_completed', 'job_failed', 'finish', 'error']);

// onevent(name, data) until the job is over or signal aborts; onlink(up): of the connection.
export async function follow(id, { onevent, onlink, signal }) {
	let last = '';
	let over = false;
	let tries = 0;
	while (!over && !signal.aborted) {
		const stream = new AbortController();
		const stop = () => stream.abort();
		let timer = 0;
		const beat = () => {
			clearTimeout(timer);
			timer = setTimeout(stop, silence);
		};
		signal.addEventListener('abort', stop, { once: true });
		try {
			const headers = { Accept: 'text/event-stream' };
			if (last) headers['Last-Event-ID'] = last;
			beat();
			const answer = await send(jobPath(id, '/stream'), { headers, signal: stream.signal, cache: 'no-store' });
			if (answer.status === 204) break;
			tries = 0;
			onlink(true);
			await read(answer.body, new EventReader((event) => {
				last = event.id;
				over ||= lasts.has(event.name);
				onevent(event.name, JSON.parse(event.data));
			}), beat);
		} catch (fault) {
			if (fault.status >= 400 && fault.status < 500 && fault.status !== 429) throw fault;
		} finally {
			clearTimeout(timer);
			signal.removeEventListener('abort', stop);
		}
		if (over || signal.aborted) break;
		onlink(false);
		await wait(Math.min(15000, 500 * 2 ** tries++) * (0.75 + Math.random() / 2), signal);
	}
}
