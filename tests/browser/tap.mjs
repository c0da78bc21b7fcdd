// SPDX-License-Identifier: AGPL-3.0-or-later
// TAP on the standard output.
let count = 0;
let failed = 0;

export function ok(name, good, ...why) {
	count++;
	if (!good) failed++;
	console.log(`${good ? 'ok' : 'not ok'} ${count} - ${name}`);
	if (!good) for (const one of why) console.log(`# ${String(one?.stack ?? one).slice(0, 2000).replace(/\n/g, '\n# ')}`);
}

export function is(name, got, wanted) {
	ok(name, got === wanted, `got:    ${JSON.stringify(got)}`, `wanted: ${JSON.stringify(wanted)}`);
}

// What has to come about, however long a busy machine takes for it.
export async function comes(name, condition) {
	const until = Date.now() + 60000;
	for (;;) {
		let got;
		try {
			got = await condition();
		} catch (fault) {
			got = fault;
		}
		if (got === true || Date.now() > until) {
			ok(name, got === true, got);
			return got === true;
		}
		await new Promise((resolve) => { setTimeout(resolve, 100); });
	}
}

// A part of the test; what it throws is a failure, and the others go on.
export async function part(name, run) {
	try {
		await run();
	} catch (fault) {
		ok(`${name}: goes to its end`, false, fault);
	}
}

export function finish() {
	console.log(`1..${count}`);
	return failed === 0;
}
