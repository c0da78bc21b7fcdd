/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "matrix.h"

#include <math.h>

struct dt_point point_map(const struct dt_matrix *m, float x, float y)
{
	struct dt_point p = { m->a * x + m->c * y + m->e, m->b * x + m->d * y + m->f };

	return p;
}

struct dt_box box_map(const struct dt_matrix *m, float x0, float y0, float x1, float y1)
{
	struct dt_point p[4] = { point_map(m, x0, y0), point_map(m, x1, y0), point_map(m, x0, y1),
				 point_map(m, x1, y1) };
	struct dt_box box = { p[0].x, p[0].y, p[0].x, p[0].y };

	for (int i = 1; i < 4; i++) {
		box.x0 = fminf(box.x0, p[i].x);
		box.y0 = fminf(box.y0, p[i].y);
		box.x1 = fmaxf(box.x1, p[i].x);
		box.y1 = fmaxf(box.y1, p[i].y);
	}
	return box;
}

static struct dt_matrix matrix_times(const struct dt_matrix *first, const struct dt_matrix *then)
{
	struct dt_matrix m = {
		first->a * then->a + first->b * then->c,
		first->a * then->b + first->b * then->d,
		first->c * then->a + first->d * then->c,
		first->c * then->b + first->d * then->d,
		first->e * then->a + first->f * then->c + then->e,
		first->e * then->b + first->f * then->d + then->f,
	};

	return m;
}

static bool matrix_invert(const struct dt_matrix *m, struct dt_matrix *inverse)
{
	float det = m->a * m->d - m->b * m->c;

	if (det == 0)
		return false;
	inverse->a = m->d / det;
	inverse->b = -m->b / det;
	inverse->c = -m->c / det;
	inverse->d = m->a / det;
	inverse->e = -(m->e * inverse->a + m->f * inverse->c);
	inverse->f = -(m->e * inverse->b + m->f * inverse->d);
	return true;
}

struct dt_matrix scale_at(float scale, float x, float y)
{
	struct dt_matrix m = { scale, 0, 0, scale, x - scale * x, y - scale * y };

	return m;
}

bool matrix_within(const struct dt_matrix *from, const struct dt_matrix *local,
		   const struct dt_matrix *to, struct dt_matrix *result)
{
	struct dt_matrix m;

	if (!matrix_invert(from, &m))
		return false;
	m = matrix_times(&m, local);
	*result = matrix_times(&m, to);
	return true;
}

struct dt_matrix em_matrix(const struct dt_matrix *frame, float x, float y, float size)
{
	struct dt_point at = point_map(frame, x, y);
	struct dt_matrix m = {
		frame->a * size, frame->b * size, -frame->c * size, -frame->d * size, at.x, at.y
	};

	return m;
}

struct dt_matrix upright_matrix(const struct dt_matrix *frame, float x, float y, float size)
{
	struct dt_point at = point_map(frame, x, y);
	struct dt_matrix m = {
		-frame->c * size, -frame->d * size, -frame->a * size, -frame->b * size, at.x, at.y
	};

	return m;
}
