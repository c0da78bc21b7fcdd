// SPDX-License-Identifier: AGPL-3.0-or-later
// What a job is of: the service's list of jobs knows it.
import { get } from './api.js';

const known = new Map();

export function know(items) {
	for (const item of items) known.set(item.job_id, item);
}

// The item of the list, null: it is not among the newest ones.
export async function nameOf(id, signal) {
	if (!known.has(id)) know((await get('v1/jobs?kind=translation&limit=200', { signal })).items);
	return known.get(id) ?? null;
}
